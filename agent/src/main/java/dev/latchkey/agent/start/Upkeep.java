package dev.latchkey.agent.start;

import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.operation.AgentThread;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does what has to be done about the targets every two seconds, on a thread of the agent. A job
 * that fails is counted and done again with the others. Thread-safe.
 */
final class Upkeep implements AutoCloseable {
  private static final long PAUSE_MILLIS = 2_000;
  private static final long LIMIT_MILLIS = 5_000;

  private final List<Runnable> jobs;
  private final AgentErrors errors;
  private final Thread thread = new AgentThread("targets", this::run);
  private final CountDownLatch closed = new CountDownLatch(1);

  Upkeep(List<Runnable> jobs, AgentErrors errors) {
    this.jobs = List.copyOf(jobs);
    this.errors = errors;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        jobs.forEach(this::attempt);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(Runnable job) {
    try {
      job.run();
    } catch (Throwable failure) {
      errors.count(Border.BACKGROUND, "targets", failure);
    }
  }

  /** Waits until the job that is being done is done. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(LIMIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
