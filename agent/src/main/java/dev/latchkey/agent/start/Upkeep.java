package dev.latchkey.agent.start;

import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.operation.AgentThread;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Does what has to be done about the targets every two seconds and when it is asked to, on a thread
 * of the agent. A job that fails is counted and done again with the others. Thread-safe.
 */
final class Upkeep implements AutoCloseable {
  private static final long PAUSE_MILLIS = 2_000;
  private static final long LIMIT_MILLIS = 5_000;

  private final List<Runnable> jobs;
  private final AgentErrors errors;
  private final Thread thread = AgentThread.of("targets", this::run);
  private final Semaphore asked = new Semaphore(0);
  private volatile boolean closed;

  Upkeep(List<Runnable> jobs, AgentErrors errors) {
    this.jobs = List.copyOf(jobs);
    this.errors = errors;
  }

  void start() {
    thread.start();
  }

  /** Has the jobs done now. Does not wait for them. */
  void soon() {
    asked.release();
  }

  private void run() {
    try {
      while (!closed) {
        if (asked.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          asked.drainPermits();
        }
        if (!closed) {
          doAll();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void doAll() {
    for (Runnable job : jobs) {
      try {
        job.run();
      } catch (Throwable failure) {
        errors.count(Border.BACKGROUND, "targets", failure);
      }
    }
  }

  /** Waits until the job that is being done is done. */
  @Override
  public void close() {
    closed = true;
    asked.release();
    try {
      thread.join(LIMIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
