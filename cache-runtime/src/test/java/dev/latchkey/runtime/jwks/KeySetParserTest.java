package dev.latchkey.runtime.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.Fuzz;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetParserTest {
  private static final List<String> TYPE = List.of("application/json");

  @Test
  void readsTheKeyIds() {
    var document = KeySetParser.parse(Documents.keySet("k1", "k2"), TYPE).orElseThrow();

    assertThat(document.kids()).containsExactlyInAnyOrder("k1", "k2");
    assertThat(document.text()).isEqualTo(Documents.keySet("k1", "k2"));
    assertThat(document.attributes()).isEqualTo(TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"keys\":[{\"kty\":\"EC\"}]}",
        " {\"issuer\":{\"a\":[1,{}]},\"keys\":[{\"kty\":\"RSA\",\"x5c\":[\"MII\"]}],\"z\":null} ",
        "{\"keys\":[{\"kid\":\"k\",\"use\":\"sig\",\"kty\":\"OKP\"},{\"kty\":\"oct\"}]}"
      })
  @DisplayName("K-3 a JSON object whose keys all have a type may be stored")
  void accepts(String text) {
    assertThat(KeySetParser.parse(text, TYPE)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "<html>Sign in</html>",
        "null",
        "[]",
        "\"keys\"",
        "{}",
        "{\"keys\":null}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "{\"keys\":[1]}",
        "{\"keys\":[{}]}",
        "{\"keys\":[[{\"kty\":\"RSA\"}]]}",
        "{\"keys\":[{\"kid\":\"k1\"}]}",
        "{\"keys\":[{\"kty\":\"\"}]}",
        "{\"keys\":[{\"kty\":7}]}",
        "{\"keys\":[{\"kty\":\"RSA\"},{\"kid\":\"k2\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\"}]",
        "{\"keys\":[{\"kty\":\"RSA\"}]} trailing",
        "{\"keys\":[{\"kty\":\"RSA\"}]}{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"RSA\"}],\"keys\":[{\"kty\":\"EC\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"kid\":\"b\"}]}",
        "{\"error\":\"temporarily_unavailable\"}"
      })
  @DisplayName("K-3 nothing else may be stored")
  void refuses(String text) {
    assertThat(KeySetParser.parse(text, TYPE)).isEmpty();
  }

  @Test
  @DisplayName("K-3 nesting without end is refused, not followed")
  void refusesDeepNesting() {
    assertThat(KeySetParser.parse("{\"a\":" + "[".repeat(100_000), TYPE)).isEmpty();
    assertThat(KeySetParser.parse("{\"a\":".repeat(50_000), TYPE)).isEmpty();
  }

  @Test
  @DisplayName("K-1 the cap is 512 KiB of UTF-8")
  void knowsTheCap() {
    assertThat(KeySetParser.oversize("x".repeat(512 * 1024))).isFalse();
    assertThat(KeySetParser.oversize("x".repeat(512 * 1024 + 1))).isTrue();
    assertThat(KeySetParser.oversize("\u20ac".repeat(512 * 1024 / 3))).isFalse();
    assertThat(KeySetParser.oversize("\u20ac".repeat(512 * 1024 / 3 + 1))).isTrue();
  }

  @Test
  @DisplayName("K-8 a key id above 256 bytes is not kept")
  void longKidsAreLeftOut() {
    var document =
        KeySetParser.parse(Documents.keySet("k".repeat(257), "\u20ac".repeat(86), "k1"), TYPE);

    assertThat(document.orElseThrow().kids()).containsExactly("k1");
  }

  @Test
  @DisplayName("H-1 the text form of a document shows no key")
  void toStringIsSilent() {
    assertThat(KeySetParser.parse(Documents.keySet("canary"), TYPE).orElseThrow().toString())
        .doesNotContain("canary");
  }

  @Test
  @DisplayName("K-3 torn documents are read or refused, and nothing else")
  void neverThrows() {
    Fuzz.seeds()
        .forEach(
            seed ->
                assertThat(
                        KeySetParser.parse(Fuzz.of(seed).torn(Documents.keySet("k1", "k2")), TYPE))
                    .as("seed %d", seed)
                    .isNotNull());
  }
}
