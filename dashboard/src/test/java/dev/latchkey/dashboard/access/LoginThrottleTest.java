package dev.latchkey.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.ManualTicker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginThrottleTest {
  private static final String HERE = "here";

  private final ManualTicker ticker = new ManualTicker(Instant.EPOCH);
  private final LoginThrottle throttle = new LoginThrottle(ticker);
  private int guess;

  private void fail() {
    throttle.failed(HERE, "guess " + guess++, 1);
  }

  @Test
  void lengthensTheWaitUpToAMinute() {
    for (int i = 0; i < 4; i++) {
      fail();
    }
    assertThat(throttle.remaining(HERE)).isZero();
    for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      fail();
      assertThat(throttle.remaining(HERE)).isEqualTo(Duration.ofSeconds(seconds));
      ticker.advance(Duration.ofSeconds(seconds));
      assertThat(throttle.remaining(HERE)).isZero();
    }
  }

  @Test
  void forgetsAfterASuccess() {
    for (int i = 0; i < 9; i++) {
      fail();
    }
    throttle.succeeded(HERE);
    fail();
    assertThat(throttle.remaining(HERE)).isZero();
  }

  @Test
  void forgetsAfterTenQuietMinutes() {
    for (int i = 0; i < 9; i++) {
      fail();
    }
    ticker.advance(Duration.ofMinutes(10).plusNanos(1));
    fail();
    assertThat(throttle.remaining(HERE)).isZero();
  }

  @Test
  void knowsEachPlaceByItselfAndNotMoreThanThereIsRoomFor() {
    for (int i = 0; i < 9; i++) {
      fail();
    }
    assertThat(throttle.remaining("elsewhere")).isZero();
    for (int i = 0; i < 256; i++) {
      throttle.failed("place " + i, "guess", 1);
    }
    assertThat(throttle.remaining(HERE)).isZero();
  }

  @Test
  void knowsWhatWasWrongUntilTheTokensChange() {
    throttle.failed(HERE, "old token", 1);
    assertThat(throttle.isKnownWrong("old token", 1)).isTrue();
    assertThat(throttle.isKnownWrong("old token", 2)).isFalse();
    assertThat(throttle.isKnownWrong("another", 1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.9.9.9, true",
    "127.0.0.1, ::1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8::1, 2001:db8::ffff:1, true",
    "2001:db8::1, 2001:db8:0:1::1, false"
  })
  void tellsPlacesApartThatAGuesserCannotChoose(String one, String other, boolean same)
      throws UnknownHostException {
    assertThat(Place.of(InetAddress.getByName(one)).equals(Place.of(InetAddress.getByName(other))))
        .isEqualTo(same);
  }
}
