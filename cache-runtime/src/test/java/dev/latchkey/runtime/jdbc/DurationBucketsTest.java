package dev.latchkey.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationBucketsTest {
  private final DurationBuckets durations = new DurationBuckets();

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 100, 999, 1_000, 65_536, 123_456_789, 3_600_000_000_000L})
  void tellADurationToAnEighth(long nanos) {
    durations.record(nanos);

    assertThat(durations.quantile(0.5)).isCloseTo(nanos, withinPercentage(12.5));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, Long.MAX_VALUE})
  void takeAnyDuration(long nanos) {
    durations.record(nanos);

    assertThat(durations.quantile(1)).isPositive();
  }

  @Test
  void tellHowManyAreBelow() {
    for (int i = 1; i <= 100; i++) {
      durations.record(i * 1_000_000L);
    }

    assertThat(durations.quantile(0.5)).isCloseTo(50_000_000L, withinPercentage(12.5));
    assertThat(durations.quantile(0.95)).isCloseTo(95_000_000L, withinPercentage(12.5));
  }

  @Test
  void ofNothingAreZero() {
    assertThat(durations.quantile(0.5)).isZero();
  }
}
