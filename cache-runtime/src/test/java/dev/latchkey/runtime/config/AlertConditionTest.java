package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertConditionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth.p95 > 500ms for 2m",
        "cache.jwks.hit < 99.5%",
        "auth.rate <= 0/s for 1d",
        "jvm.threads >= 200",
        "auth.mean > 1.25s for 30s"
      })
  void roundTrips(String text) throws ConfigSyntaxException {
    assertThat(AlertCondition.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "auth.p95",
        "auth.p95 >",
        "auth.p95 = 1",
        "auth.p95 > -1",
        "auth.p95 > ms",
        "auth.p95 > 1.s",
        "auth.p95 > 1hour",
        "Auth > 1",
        "auth.p95 > 1 during 2m",
        "auth.p95 > 1 for",
        "auth.p95 > 1 for ever",
        "auth.p95 > 1 for 25h",
        "auth.p95 > 1234567890123456789"
      })
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> AlertCondition.parse(text)).isInstanceOf(ConfigSyntaxException.class);
  }
}
