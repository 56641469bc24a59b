package dev.latchkey.runtime.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenHeaderTest {
  private static String token(String header) {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + ".e30.c2ln";
  }

  @Test
  void readsKeyIdAndAlgorithm() {
    var header =
        TokenHeader.parse(
                token(
                    "{\"typ\":\"JWT\",\"kid\":\"k\u00e9 1\",\"jwk\":{\"kid\":\"x\"},\"alg\":\"RS256\"}"))
            .orElseThrow();

    assertThat(header).isEqualTo(new TokenHeader("k\u00e9 1", "RS256", "JWT", false));
    assertThat(header.kidOrEmpty()).isEqualTo("k\u00e9 1");
  }

  @Test
  void aTokenMayNameNoKey() {
    var header = TokenHeader.parse(token("{\"alg\":\"ES256\"}")).orElseThrow();

    assertThat(header.kid()).isNull();
    assertThat(header.kidOrEmpty()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c",
        "a.b.c.d.e",
        ".e30.c2ln",
        "!!!.e30.c2ln",
        "e30.e30.c2ln",
        "W10.e30.c2ln",
        "bnVsbA.e30.c2ln",
        "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
      })
  void anythingElseIsNoHeader(String token) {
    assertThat(TokenHeader.parse(token)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"RS256\",\"kid\":\"a\",\"kid\":\"b\"}",
        "{\"alg\":\"RS256\",\"alg\":\"none\"}",
        "{\"alg\":\"RS256\",\"kid\":1}",
        "{\"alg\":\"RS256\",\"kid\":null}",
        "{\"alg\":[\"RS256\"]}",
        "{\"kid\":\"k1\"}",
        "{\"alg\":\"RS256\"} {}",
        "{\"alg\":\"RS256\""
      })
  @DisplayName("K-7 a header that could be read in two ways is not read at all")
  void ambiguousHeaders(String header) {
    assertThat(TokenHeader.parse(token(header))).isEmpty();
  }

  @Test
  @DisplayName("B-5 a token above 8 KiB is not looked at")
  void sizeIsBounded() {
    var header = token("{\"alg\":\"RS256\"}");
    var room = SignatureKey.MAX_TOKEN_BYTES - header.length();

    assertThat(TokenHeader.parse(header + "x".repeat(room))).isPresent();
    assertThat(TokenHeader.parse(header + "x".repeat(room + 1))).isEmpty();
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(TokenHeader.parse(token("{\"alg\":\"RS256\",\"x\":" + "[".repeat(5000)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20261124})
  void noTokenMakesItThrow(long seed) {
    System.out.println("TokenHeaderTest seed " + seed);
    var random = new Random(seed);
    var valid = token("{\"alg\":\"RS256\",\"kid\":\"k1\"}").toCharArray();
    for (int i = 0; i < 50_000; i++) {
      var mutated = valid.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        mutated[random.nextInt(mutated.length)] = (char) random.nextInt(0x180);
      }
      assertThat(TokenHeader.parse(new String(mutated))).isNotNull();
    }
  }

  @Test
  @DisplayName("H-1 the text form does not show the key id")
  void toStringIsSilent() {
    assertThat(new TokenHeader("canary", "RS256", "canary", false).toString())
        .doesNotContain("canary");
  }
}
