package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.operation.FailureKind;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.ManualTicker;
import dev.latchkey.runtime.trace.TraceIds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlowOperationsTest {
  private final ManualTicker ticker = new ManualTicker(0, 1_764_000_000_000L);
  private final SlowOperations slow = new SlowOperations(ticker, new TraceIds());
  private final OperationTracker tracker = new OperationTracker(slow, ticker);

  private void run(long millis, boolean failed) {
    tracker.authTargetsConfigured(true);
    var operation = tracker.enter(Layer.AUTH, 1);
    tracker.enter(Layer.JWKS, 2);
    ticker.advance(Duration.ofMillis(millis / 2));
    tracker.exit(operation, 2, false);
    ticker.advance(Duration.ofMillis(millis - millis / 2));
    tracker.exit(operation, 1, failed);
  }

  private List<Long> millis() {
    return slow.slowest().stream().map(each -> each.elapsedNanos() / 1_000_000).toList();
  }

  @Test
  void theEightSlowestOfAMinuteAreKept() {
    for (int i = 100; i > 0; i--) {
      run(i % 2 == 0 ? i : 101 - i, false);
    }
    assertThat(millis()).containsExactly(100L, 100L, 98L, 98L, 96L, 96L, 94L, 94L);
  }

  @Test
  void tellWhereTheirTimeWentAndHowTheyEnded() {
    run(40, true);
    SlowOperation kept = slow.slowest().get(0);
    assertThat(kept.selfNanos())
        .containsEntry(Layer.JWKS, 20_000_000L)
        .containsEntry(Layer.AUTH, 20_000_000L)
        .hasSize(2);
    assertThat(kept.failure()).contains(FailureKind.OTHER);
    assertThat(kept.at()).isEqualTo(ticker.now());
    assertThat(kept.traceId()).isEqualTo(Optional.empty());
  }

  @Test
  void aQuietMinuteKeepsItsOwnAndOldOnesAreForgotten() {
    for (int i = 0; i < 20; i++) {
      run(500, false);
    }
    slow.minute();
    run(5, false);
    assertThat(millis()).hasSize(9).endsWith(5L);
    for (int i = 0; i < 14; i++) {
      slow.minute();
    }
    assertThat(millis()).containsExactly(5L);
  }

  @Test
  void whatIsFastIsNeverKept() {
    run(0, false);
    assertThat(slow.slowest()).isEmpty();
  }
}
