package dev.latchkey.runtime.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshLimiterTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long now = Long.MAX_VALUE - 40 * SECOND; // the clock overflows on the way
  private final RefreshLimiter limiter = new RefreshLimiter(now);

  private boolean take() {
    return limiter.take(now);
  }

  @Test
  @DisplayName("K-8 two at once, then one every 30 s")
  void bucket() {
    assertThat(take()).isTrue();
    assertThat(take()).isTrue();
    assertThat(take()).isFalse();
    now += 30 * SECOND - 1;
    assertThat(take()).isFalse();
    now += 1;
    assertThat(take()).isTrue();
    assertThat(take()).isFalse();
    now += 3600 * SECOND;
    assertThat(take()).isTrue();
    assertThat(take()).isTrue();
    assertThat(take()).isFalse();
  }

  @Test
  @DisplayName("K-9 a failure costs 5 s and no permit")
  void failure() {
    for (int i = 0; i < 100; i++) {
      assertThat(take()).isTrue();
      limiter.failed(now);
      assertThat(take()).isFalse();
      now += 5 * SECOND - 1;
      assertThat(take()).isFalse();
      now += 1;
    }
    assertThat(take()).isTrue();
    assertThat(take()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 20261124})
  @DisplayName("K-8 in any time t it permits at most 2 + t/30 s")
  void bound(long seed) {
    System.out.println("RefreshLimiterTest seed " + seed);
    var random = new SplittableRandom(seed);
    long start = now;
    int taken = 0;
    for (int i = 0; i < 100_000; i++) {
      now += random.nextLong(SECOND / 10);
      taken += take() ? 1 : 0;
      assertThat(taken).isLessThanOrEqualTo((int) (2 + (now - start) / (30 * SECOND)));
    }
  }
}
