package dev.latchkey.runtime;

import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.operation.AgentThread;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The background thread that closes a metrics window each second, after other work that falls due
 * as often. Thread-safe.
 */
final class MetricsThread implements AutoCloseable {
  private final Metrics metrics;
  private final Map<String, Runnable> before;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(work -> new AgentThread("metrics", work));

  /**
   * @param before what else is done, by name
   */
  MetricsThread(Metrics metrics, Map<String, Runnable> before) {
    this.metrics = metrics;
    this.before = before;
  }

  void start() {
    // tick() throws nothing, so there is nothing that the future could tell.
    var unused = executor.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** A tick that fails must not be the last. */
  private void tick() {
    before.forEach(this::attempt);
    attempt("metrics", metrics::tick);
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
