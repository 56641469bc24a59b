package dev.latchkey.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  @Test
  void writesWhatIsNoNumberAsNull() {
    var value = new LinkedHashMap<String, Object>();
    value.put("nan", Double.NaN);
    value.put("infinite", Double.NEGATIVE_INFINITY);
    value.put("zero", 0.0);
    value.put("at", Instant.parse("2026-11-24T12:00:00.123456789Z"));
    assertThat(Json.text(value))
        .isEqualTo(
            "{\"nan\":null,\"infinite\":null,\"zero\":0,\"at\":\"2026-11-24T12:00:00.123Z\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "123456, 123500",
    "0.000123456, 0.0001235",
    "-9.87654, -9.877",
    "0, 0",
    "1e300, 1e300",
    "1.23456e-200, 1.235e-200"
  })
  void roundsToSignificantDigits(double value, double rounded) {
    assertThat(Json.significant(value, 4)).isEqualTo(rounded);
  }
}
