package dev.latchkey.runtime.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.runtime.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenClaimsTest {
  private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"k1\"}";

  private static String token(String header, String payload) {
    return part(header) + "." + part(payload) + ".c2ln";
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatATokenIsAbout() {
    TokenClaims claims =
        TokenClaims.ofStorable(
                token(
                    HEADER,
                    "{\"sub\":\"s\",\"iss\":\"i\",\"jti\":\"j\",\"sid\":\"d\",\"exp\":1700000000,"
                        + "\"roles\":[{\"exp\":1}]}"))
            .orElseThrow();
    assertThat(claims.subject()).isEqualTo("s");
    assertThat(claims.issuer()).isEqualTo("i");
    assertThat(claims.id()).isEqualTo("j");
    assertThat(claims.session()).isEqualTo("d");
    assertThat(claims.kid()).isEqualTo("k1");
    assertThat(claims.expiresAtMillis()).hasValue(1_700_000_000_000L);
    assertThat(claims.toString()).doesNotContain("s\"", "k1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"NONE\"}",
        "{\"alg\":\"\"}",
        "{\"kid\":\"k1\"}",
        "{\"alg\":\"RS256\",\"typ\":\"logout+jwt\"}",
        "{\"alg\":\"RS256\",\"typ\":\"application/DPoP+JWT\"}",
        "{\"alg\":\"RS256\",\"typ\":\"secevent+jwt\"}"
      })
  @DisplayName("V-6 a token without a signature, or of a kind that is good once, is not kept")
  void kinds(String header) {
    assertThat(TokenClaims.ofStorable(token(HEADER, "{}"))).isPresent();
    assertThat(TokenClaims.ofStorable(token(header, "{}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"nonce\":\"n\"}",
        "{\"cnf\":{\"jkt\":\"x\"}}",
        "{\"events\":{}}",
        "[]",
        "nothing",
        "{\"sub\":\"a\",\"sub\":\"b\"}",
        "{\"sub\":{}}"
      })
  @DisplayName(
      "V-6 a token that is bound to one use, a key or an event, or is unclear, is not kept")
  void bound(String payload) {
    assertThat(TokenClaims.ofStorable(token(HEADER, payload))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"soon\"", "-1", "null", "9007199254740993", "1e300", "true", "[]"})
  @DisplayName("V-4 a token whose exp is no time is not kept")
  void strangeEnds(String exp) {
    assertThat(TokenClaims.ofStorable(token(HEADER, "{\"exp\":" + exp + "}"))).isEmpty();
  }

  @Test
  @DisplayName("V-6 an encrypted token, an unsigned one and one above 8 KiB are not kept")
  void forms() {
    String good = token(HEADER, "{}");
    assertThat(TokenClaims.ofStorable(good + ".more.parts")).isEmpty();
    assertThat(TokenClaims.ofStorable(good.substring(0, good.lastIndexOf('.') + 1))).isEmpty();
    assertThat(TokenClaims.ofStorable("opaque")).isEmpty();
    assertThat(TokenClaims.ofStorable(token(HEADER, "{\"a\":\"" + "x".repeat(8_000) + "\"}")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1.9, 1000", "1700000000, 1700000000000"})
  void readsTimesInSeconds(double seconds, long millis) {
    assertThat(NumericDates.millis(seconds)).hasValue(millis);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1e12, 1.7e12, Double.NaN, Double.POSITIVE_INFINITY})
  @DisplayName("V-4 a time in milliseconds, before the epoch or beyond all calendars is none")
  void noTimes(double seconds) {
    assertThat(NumericDates.millis(seconds)).isEmpty();
  }

  /** What reads as one thing here and as another in the application has no claims at all. */
  @Test
  void neverThrowsAndTellsNoOtherEndThanTheToken() {
    List<String> samples =
        List.of(
            "{\"sub\":\"canary\",\"exp\":1700000000,\"aud\":[\"orders\"]}",
            "{\"iss\":\"i\",\"exp\":1.7e9,\"cnf\":{\"jkt\":\"x\"}}",
            "\"exp\":99",
            "{\"jti\":\"j\",\"sid\":null,\"realm\":{\"exp\":1}}");
    ObjectMapper strict = new ObjectMapper();
    strict.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    strict.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    Fuzz.seeds()
        .forEach(
            seed -> {
              String payload = Fuzz.of(seed).text(samples);
              Optional<TokenClaims> claims = TokenClaims.ofStorable(token(HEADER, payload));
              claims.ifPresent(
                  found -> {
                    JsonNode other = read(strict, payload);
                    assertThat(other.isObject()).as("seed %d", seed).isTrue();
                    OptionalLong end =
                        other.has("exp")
                            ? NumericDates.millis(other.get("exp").asDouble())
                            : OptionalLong.empty();
                    assertThat(found.expiresAtMillis()).as("seed %d", seed).isEqualTo(end);
                    assertThat(found.toString()).doesNotContain("canary");
                  });
            });
  }

  private static JsonNode read(ObjectMapper mapper, String json) {
    try {
      return mapper.readTree(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("kept: " + json, e);
    }
  }
}
