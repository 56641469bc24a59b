package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StripedSpreadTest {
  private final StripedSpread spread = new StripedSpread();
  private final DurationSpread there = DurationSpread.fine();

  @Test
  void losesNothingOfManyThreads() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      var thread =
          new Thread(
              () -> {
                for (int n = 1; n <= 10_000; n++) {
                  spread.record(n);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(spread.count()).isEqualTo(80_000);
    assertThat(spread.sumNanos()).isEqualTo(8 * 10_000L * 10_001 / 2);
    assertThat(spread.at(there, 0.5)[0]).isCloseTo(5_000, withinPercentage(7));
  }

  @Test
  void tellsOfBothTogether() {
    for (int i = 0; i < 97; i++) {
      spread.record(200_000);
    }
    for (int i = 0; i < 3; i++) {
      there.record(20_000_000);
    }
    long[] times = spread.at(there, 0.5, 0.95, 0.99);
    assertThat(times[0]).isCloseTo(200_000, withinPercentage(7));
    assertThat(times[1]).isCloseTo(200_000, withinPercentage(7));
    assertThat(times[2]).isCloseTo(20_000_000, withinPercentage(7));
  }

  @Test
  void isZeroBeforeTheFirst() {
    assertThat(spread.at(there, 0.5)).containsExactly(0);
  }
}
