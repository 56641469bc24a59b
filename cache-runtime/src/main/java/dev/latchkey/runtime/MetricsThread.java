package dev.latchkey.runtime;

import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.operation.AgentThread;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The background thread that closes a metrics window each second. Thread-safe. */
final class MetricsThread implements AutoCloseable {
  private final Metrics metrics;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(work -> new AgentThread("metrics", work));

  MetricsThread(Metrics metrics) {
    this.metrics = metrics;
  }

  void start() {
    // tick() throws nothing, so there is nothing that the future could tell.
    var unused = executor.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** A tick that fails must not be the last. */
  private void tick() {
    try {
      metrics.tick();
    } catch (Throwable failure) {
      metrics.errors().count(Border.BACKGROUND, "metrics", failure);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
