package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpreadTest {
  private final TimeSpread spread = new TimeSpread();

  @Test
  void hasNoneWithoutDurations() {
    assertThat(spread.at(0.5)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 8, 9, 1_000, 1_023, 1_024, 123_456_789, 60_000_000_000L})
  void isWithinSevenPercent(long nanos) {
    spread.record(nanos);
    assertThat(spread.at(0.5)).isCloseTo(nanos, withinPercentage(7));
  }

  @Test
  void findsShares() {
    for (int i = 1; i <= 100; i++) {
      spread.record(i * 1_000_000L);
    }
    assertThat(spread.at(0.5)).isCloseTo(50_000_000L, withinPercentage(8));
    assertThat(spread.at(0.99)).isCloseTo(99_000_000L, withinPercentage(8));
  }
}
