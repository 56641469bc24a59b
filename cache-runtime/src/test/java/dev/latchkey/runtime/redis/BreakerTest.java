package dev.latchkey.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private long nanos;
  private final Ticker ticker =
      new Ticker() {
        @Override
        public long nanos() {
          return nanos;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };
  private final Breaker breaker = new Breaker(ticker);

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed();
    }
  }

  @Test
  @DisplayName("R-8 five faults within ten seconds keep calls away for ten")
  void opens() {
    fail(4);
    assertThat(breaker.allows()).isTrue();
    fail(1);
    assertThat(breaker.allows()).isFalse();
    pass(Duration.ofSeconds(10));
    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.allows()).isFalse();
    breaker.succeeded();
    assertThat(breaker.allows()).isTrue();
  }

  @Test
  @DisplayName("R-8 a trial that fails keeps calls away again; rare faults do not")
  void staysOpen() {
    fail(4);
    pass(Duration.ofSeconds(11));
    fail(4);
    assertThat(breaker.allows()).isTrue();
    fail(1);
    pass(Duration.ofSeconds(10));
    assertThat(breaker.allows()).isTrue();
    fail(1);
    assertThat(breaker.allows()).isFalse();
  }

  @Test
  @DisplayName("SES-34 ages go by the server's clock and this process's monotonic one")
  void followsTheServer() {
    ServerClock clock = new ServerClock(ticker);
    assertThat(clock.now()).isEmpty();
    assertThat(clock.hear(5_000_000)).isTrue();
    pass(Duration.ofSeconds(3));
    assertThat(clock.now()).hasValue(5_003_000);
    assertThat(clock.hear(5_002_500)).isTrue();
    assertThat(clock.hear(4_000_000)).isFalse();
    assertThat(clock.now()).hasValue(4_000_000);
  }
}
