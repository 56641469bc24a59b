package dev.latchkey.runtime.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessHeadersTest {
  private static final Instant RECEIVED = Instant.parse("2026-11-24T12:00:00Z");
  private static final Duration CONFIGURED = Duration.ofSeconds(400);

  @ParameterizedTest
  @DisplayName("K-5 the life is what the response says, within 60 s and 15 min")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // cache-control                    | age | expires                      | date | seconds
        "''                                 | ''  | ''                           | ''   | 400",
        "max-age=300                        | ''  | ''                           | ''   | 300",
        "MAX-AGE=300, Public                | ''  | ''                           | ''   | 300",
        "max-age=\"300\"                    | ''  | ''                           | ''   | 300",
        "max-age=300                        | 100 | ''                           | ''   | 200",
        "max-age=300                        | 290 | ''                           | ''   | 60",
        "max-age=300                        | 999 | ''                           | ''   | 60",
        "max-age=300                        | -5  | ''                           | ''   | 300",
        "max-age=0                          | ''  | ''                           | ''   | 60",
        "max-age=59                         | ''  | ''                           | ''   | 60",
        "max-age=86400                      | ''  | ''                           | ''   | 900",
        "max-age=99999999999999999999       | ''  | ''                           | ''   | 900",
        "max-age=-1                         | ''  | ''                           | ''   | 400",
        "max-age=soon                       | ''  | ''                           | ''   | 400",
        "s-maxage=300                       | ''  | ''                           | ''   | 400",
        "no-cache                           | ''  | ''                           | ''   | 400",
        "no-store, max-age=120              | ''  | ''                           | ''   | 400",
        "no-cache, no-store, max-age=0, must-revalidate | '' | 0                 | ''   | 400",
        "no-cache=\"set-cookie\", max-age=120 | '' | ''                          | ''   | 400",
        "public                             | ''  | Tue, 24 Nov 2026 12:05:00 GMT | ''  | 300",
        "''  | '' | Tue, 24 Nov 2026 12:05:00 GMT | Tue, 24 Nov 2026 12:03:00 GMT    | 120",
        "''  | '' | Tue, 24 Nov 2026 11:05:00 GMT | ''                               | 60",
        "''                                 | ''  | 0                            | ''   | 60",
        "max-age=300                        | ''  | Tue, 24 Nov 2026 12:02:00 GMT | ''  | 300",
        "''                                 | ''  | Fri, 31 Dec 9999 23:59:59 GMT | ''  | 900"
      })
  void life(String cacheControl, String age, String expires, String date, long seconds) {
    var headers = new FreshnessHeaders(cacheControl, age, expires, date);

    assertThat(headers.life(CONFIGURED, CONFIGURED, RECEIVED)).hasSeconds(seconds);
  }

  @Test
  @DisplayName("K-5 no-cache and no-store have a life of their own, and with zero none")
  void onNoCache() {
    var minutes = Duration.ofMinutes(2);
    for (var directive : new String[] {"no-cache", "no-store", "max-age=300, no-store"}) {
      var headers = new FreshnessHeaders(directive, "", "", "");

      assertThat(headers.life(CONFIGURED, minutes, RECEIVED)).isEqualTo(minutes);
      assertThat(headers.life(CONFIGURED, Duration.ZERO, RECEIVED)).isZero();
    }
    assertThat(FreshnessHeaders.NONE.life(CONFIGURED, Duration.ZERO, RECEIVED))
        .isEqualTo(CONFIGURED);
  }

  @Test
  void withoutHeadersTheConfiguredLifeHolds() {
    assertThat(FreshnessHeaders.NONE.life(CONFIGURED, CONFIGURED, RECEIVED)).isEqualTo(CONFIGURED);
  }
}
