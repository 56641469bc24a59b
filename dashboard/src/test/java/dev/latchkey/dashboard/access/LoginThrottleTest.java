package dev.latchkey.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private final ManualTicker ticker = new ManualTicker(Instant.EPOCH);
  private final LoginThrottle throttle = new LoginThrottle(ticker);

  @Test
  void lengthensTheWaitUpToAMinute() {
    for (int i = 0; i < 4; i++) {
      throttle.failed();
    }
    assertThat(throttle.remaining()).isZero();
    for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      throttle.failed();
      assertThat(throttle.remaining()).isEqualTo(Duration.ofSeconds(seconds));
      ticker.advance(Duration.ofSeconds(seconds));
      assertThat(throttle.remaining()).isZero();
    }
  }

  @Test
  void forgetsAfterASuccess() {
    for (int i = 0; i < 9; i++) {
      throttle.failed();
    }
    throttle.succeeded();
    throttle.failed();
    assertThat(throttle.remaining()).isZero();
  }
}
