package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.Ticker;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadTest {
  private final Metrics metrics = new Metrics(Ticker.system(), 10);
  private final OperationTracker tracker = new OperationTracker(metrics, Ticker.system());

  @Test
  void keepsTheOperationsOfVirtualThreadsApart() throws Exception {
    // By reflection: the sources are those of Java 17.
    var executor =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    var running = new ArrayList<Future<Operation>>();
    try {
      for (int i = 0; i < 1_000; i++) {
        running.add(executor.submit(this::authenticate));
      }
      for (Future<Operation> each : running) {
        assertThat(each.get(30, TimeUnit.SECONDS).selfNanos(Layer.JWT)).isPositive();
      }
    } finally {
      executor.shutdownNow();
    }

    assertThat(metrics.export().authDurations().get(0).count()).isEqualTo(1_000);
    assertThat(tracker.lostExits()).isZero();
  }

  private Operation authenticate() {
    Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
    Thread.yield(); // the carrier may be another one from here on
    assertThat(tracker.enter(Layer.JWT, 2)).isSameAs(operation);
    Thread.yield();
    tracker.exit(operation, 2, false);
    tracker.exit(operation, 1, false);
    assertThat(tracker.current()).isNull();
    return operation;
  }
}
