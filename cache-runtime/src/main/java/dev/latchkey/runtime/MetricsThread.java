package dev.latchkey.runtime;

import dev.latchkey.runtime.guard.Guard;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.operation.AgentThread;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The background thread that closes a metrics window, looks at the rollouts and fits lives each
 * second.
 * Thread-safe.
 */
final class MetricsThread implements AutoCloseable {
  private final Metrics metrics;
  private final Guard guard;
  private final Runnable tuning;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(work -> new AgentThread("metrics", work));

  MetricsThread(Metrics metrics, Guard guard, Runnable tuning) {
    this.tuning = tuning;
    this.metrics = metrics;
    this.guard = guard;
  }

  void start() {
    // tick() throws nothing, so there is nothing that the future could tell.
    var unused = executor.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** A tick that fails must not be the last. */
  private void tick() {
    attempt("guard", guard::tick);
    attempt("metrics", metrics::tick);
    attempt("tuning", tuning);
  }

  private void attempt(String task, Runnable work) {
    try {
      work.run();
    } catch (Throwable failure) {
      metrics.errors().count(Border.BACKGROUND, task, failure);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
