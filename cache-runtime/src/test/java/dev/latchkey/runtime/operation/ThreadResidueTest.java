package dev.latchkey.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.time.Ticker;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays on a pooled thread keeps the agent's class loader alive after a detach. */
class ThreadResidueTest {
  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  @AfterEach
  void stopThePool() {
    pool.shutdownNow();
  }

  @Test
  void theThreadsMapHoldsOursOnlyWhileAnOperationRuns(@TempDir Path scratch) throws Exception {
    String gained =
        ForkedJvm.run(
            scratch, ThreadMapProbe.class, "--add-opens", "java.base/java.lang=ALL-UNNAMED");

    assertThat(gained.strip()).as("after asking, inside, after the end").isEqualTo("0 1 0");
  }

  @Test
  void nothingOfAnOperationStaysOnItsThread() throws Exception {
    WeakReference<Operation> operation =
        pool.submit(
                () -> {
                  var tracker = new OperationTracker((op, nanos, failed) -> {}, Ticker.system());
                  assertThat(tracker.current()).isNull();
                  Operation running = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
                  tracker.exit(running, 1, false);
                  assertThat(tracker.current()).isNull();
                  return new WeakReference<>(running);
                })
            .get(10, TimeUnit.SECONDS);

    // The pool's thread is alive and idle; only its own map could still hold the operation.
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () -> {
              System.gc();
              return operation.refersTo(null);
            });
  }
}
