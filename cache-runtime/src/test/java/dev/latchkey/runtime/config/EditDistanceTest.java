package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {
  @ParameterizedTest
  @CsvSource({
    "jwks, jwks, 0",
    "jkws, jwks, 1",
    "jwk, jwks, 1",
    "jwkss, jwks, 1",
    "jwts, jwks, 1",
    "'', jwks, 4",
    "kitten, sitting, 3"
  })
  void countsSlips(String a, String b, int distance) {
    assertThat(EditDistance.between(a, b)).isEqualTo(distance);
    assertThat(EditDistance.between(b, a)).isEqualTo(distance);
  }

  @Test
  void namesTheNearestThatIsNearEnough() {
    List<String> keys = List.of("max-entries", "enabled", "ttl");

    assertThat(EditDistance.nearest("maxEntries", keys)).contains("max-entries");
    assertThat(EditDistance.nearest("tl", keys)).contains("ttl");
    assertThat(EditDistance.nearest("colour", keys)).isEmpty();
    assertThat(EditDistance.nearest("x", keys)).isEmpty();
    assertThat(EditDistance.nearest("ttl".repeat(20), keys)).isEmpty();
  }
}
