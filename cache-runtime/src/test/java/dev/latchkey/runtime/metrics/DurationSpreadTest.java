package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationSpreadTest {
  private final DurationSpread fine = DurationSpread.fine();
  private final DurationSpread coarse = DurationSpread.coarse();

  @Test
  void hasNoneWithoutDurations() {
    assertThat(fine.at(0.5)).isZero();
    assertThat(coarse.at(0.5)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 8, 9, 1_000, 1_023, 1_024, 123_456_789, 60_000_000_000L})
  void isWithinSevenPercentWhenFine(long nanos) {
    fine.record(nanos);
    assertThat(fine.at(0.5)).isCloseTo(nanos, withinPercentage(7));
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 100, 999, 1_000, 65_536, 123_456_789, 3_600_000_000_000L})
  void isWithinAnEighthWhenCoarse(long nanos) {
    coarse.record(nanos);
    assertThat(coarse.at(0.5)).isCloseTo(nanos, withinPercentage(12.5));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, Long.MAX_VALUE})
  void takesAnyDuration(long nanos) {
    fine.record(nanos);
    coarse.record(nanos);
    assertThat(fine.at(1)).isPositive();
    assertThat(coarse.at(1)).isPositive();
  }

  @Test
  void findsShares() {
    for (int i = 1; i <= 100; i++) {
      fine.record(i * 1_000_000L);
      coarse.record(i * 1_000_000L);
    }
    assertThat(fine.at(0.5)).isCloseTo(50_000_000L, withinPercentage(8));
    assertThat(fine.at(0.99)).isCloseTo(99_000_000L, withinPercentage(8));
    assertThat(coarse.at(0.5)).isCloseTo(50_000_000L, withinPercentage(12.5));
    assertThat(coarse.at(0.95)).isCloseTo(95_000_000L, withinPercentage(12.5));
  }
}
