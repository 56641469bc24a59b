package dev.latchkey.runtime;

import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.operation.AgentThread;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The background thread that closes a metrics window each second, after other work that falls due
 * as often. Thread-safe.
 */
final class MetricsThread implements AutoCloseable {
  private final AgentErrors errors;
  private final Map<String, Runnable> tasks;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(work -> AgentThread.of("metrics", work));

  /**
   * @param before what else is done, by name
   */
  MetricsThread(Metrics metrics, Map<String, Runnable> before) {
    errors = metrics.errors();
    tasks = new LinkedHashMap<>(before);
    tasks.put("metrics", metrics::tick);
  }

  void start() {
    // tick() throws nothing, so there is nothing that the future could tell.
    var unused = executor.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** A tick that fails must not be the last. */
  private void tick() {
    for (Map.Entry<String, Runnable> task : tasks.entrySet()) {
      try {
        task.getValue().run();
      } catch (Throwable failure) {
        errors.count(Border.BACKGROUND, task.getKey(), failure);
      }
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
