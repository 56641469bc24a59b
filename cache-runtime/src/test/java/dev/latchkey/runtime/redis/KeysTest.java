package dev.latchkey.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.runtime.config.Secret;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final KeyRing RING = KeyRing.parse(new Secret(Peer.KEY_1));

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /** RFC 5869 appendix A.1. */
  @Test
  void derivesAsTheStandardSays() {
    byte[] key =
        Hkdf.extract(
            hex("000102030405060708090a0b0c"), hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
    assertThat(Hkdf.expand(key, hex("f0f1f2f3f4f5f6f7f8f9"), 42))
        .isEqualTo(
            hex(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                    + "34007208d5b887185865"));
  }

  @Test
  @DisplayName("R-3 equal texts are sealed with nonces and bytes of their own")
  void sealsWithFreshNonces() {
    Envelope envelope = new Envelope(RING);
    byte[] binding = {1};
    Set<String> nonces = new HashSet<>();
    Set<String> tails = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      byte[] sealed = envelope.seal(new byte[] {1, 2, 3}, binding).orElseThrow();
      nonces.add(HexFormat.of().formatHex(sealed, 5, 17));
      tails.add(HexFormat.of().formatHex(sealed, 17, sealed.length));
    }
    assertThat(nonces).hasSize(100_000);
    assertThat(tails).hasSize(100_000);
  }

  @Test
  @DisplayName("R-3 what was sealed for one place opens nowhere else, nor when a bit was changed")
  void opensInItsPlace() {
    Envelope envelope = new Envelope(RING);
    byte[] sealed = envelope.seal(new byte[] {1, 2, 3}, new byte[] {1}).orElseThrow();
    assertThat(envelope.open(sealed, new byte[] {1})).hasValue(new byte[] {1, 2, 3});
    assertThat(envelope.open(sealed, new byte[] {2})).isEmpty();
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] forged = sealed.clone();
      forged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(envelope.open(forged, new byte[] {1})).isEmpty();
    }
    for (int length = 0; length < sealed.length; length++) {
      assertThat(envelope.open(Arrays.copyOf(sealed, length), new byte[] {1})).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# none",
        "1 c2hvcnQ=",
        "one AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
            + "1 ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
      })
  @DisplayName("R-4 H-5 without a good key there is no second level, and no key is shown")
  void refusesBadKeys(String text) {
    assertThatThrownBy(() -> KeyRing.parse(new Secret(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key file")
        .hasMessageNotContaining("AAEC");
    assertThat(RING).hasToString("KeyRing[1]");
  }
}
