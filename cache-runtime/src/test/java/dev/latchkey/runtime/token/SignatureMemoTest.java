package dev.latchkey.runtime.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureMemoTest {
  private static final byte[] INPUT = "eyJhbGciOiJSUzI1NiJ9.e30".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SIGNATURE = new byte[256];

  private static KeyPair rsa;
  private static PublicKey otherRsa;
  private static PublicKey ec;

  private final ManualTicker ticker = new ManualTicker();
  private final SignatureMemo memo = new SignatureMemo(SignatureMemoSettings.DEFAULTS, ticker);

  @BeforeAll
  static void makeKeys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    rsa = generator.generateKeyPair();
    otherRsa = generator.generateKeyPair().getPublic();
    ec = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
  }

  private static Optional<Fingerprint> key(
      String alg, Key key, byte[] input, byte[] signature, long provider, String extra) {
    var begun = Optional.ofNullable(SignatureKey.of("verify", alg, key));
    begun.ifPresent(parts -> parts.token(input).token(signature).number(provider).text(extra));
    return begun.map(SignatureKey::buildUnlessTooLong);
  }

  private static Fingerprint base() {
    return key("RS256", rsa.getPublic(), INPUT, SIGNATURE, 1, "").orElseThrow();
  }

  @Nested
  class Keys {
    @Test
    @DisplayName("S-2 a change of anything that a verification depends on is another key")
    void everythingCounts() {
      memo.verified(base());
      assertThat(memo.known(base())).isTrue();

      assertUnknown(key("PS256", rsa.getPublic(), INPUT, SIGNATURE, 1, ""));
      assertUnknown(key("RS384", rsa.getPublic(), INPUT, SIGNATURE, 1, ""));
      assertUnknown(key("RS256", otherRsa, INPUT, SIGNATURE, 1, ""));
      assertUnknown(key("RS256", ec, INPUT, SIGNATURE, 1, ""));
      assertUnknown(key("RS256", rsa.getPublic(), INPUT, SIGNATURE, 2, ""));
      assertUnknown(key("RS256", rsa.getPublic(), INPUT, SIGNATURE, 1, "b64"));
    }

    @Test
    @DisplayName("S-2 each flipped bit of input and signature is another key")
    void everyBitCounts() {
      memo.verified(base());
      for (int bit = 0; bit < INPUT.length * 8; bit++) {
        assertUnknown(key("RS256", rsa.getPublic(), flip(INPUT, bit), SIGNATURE, 1, ""));
      }
      for (int bit = 0; bit < SIGNATURE.length * 8; bit++) {
        assertUnknown(key("RS256", rsa.getPublic(), INPUT, flip(SIGNATURE, bit), 1, ""));
      }
    }

    @Test
    @DisplayName("S-2 a byte may not move between input and signature")
    void borderCounts() {
      memo.verified(base());
      byte[] longer = Arrays.copyOf(INPUT, INPUT.length + 1);
      byte[] shorter = Arrays.copyOf(SIGNATURE, SIGNATURE.length - 1);

      assertUnknown(key("RS256", rsa.getPublic(), longer, shorter, 1, ""));
    }

    private byte[] flip(byte[] bytes, int bit) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      return flipped;
    }

    private void assertUnknown(Optional<Fingerprint> key) {
      assertUnknown(key.orElseThrow());
    }

    private void assertUnknown(Fingerprint key) {
      assertThat(memo.known(key)).isFalse();
    }

    @Test
    @DisplayName("S-2 G-1 a byte may not move between the parts of the input, nor into the key")
    void partsCount() {
      var whole = octetKey("Ed25519", "abc").token("ab").token("c").build();
      memo.verified(whole);

      assertUnknown(octetKey("Ed25519", "abc").token("a").token("bc").build());
      assertUnknown(octetKey("Ed25519", "abc").token("abc").build());
      assertUnknown(octetKey("Ed25519", "abca").token("b").token("c").build());
      assertUnknown(octetKey("Ed448", "abc").token("ab").token("c").build());
      assertThat(memo.known(octetKey("Ed25519", "abc").token("ab").token("c").build())).isTrue();
    }

    @Test
    @DisplayName("S-2 what one method verified says nothing about another method")
    void primitivesCount() {
      memo.verified(base());
      var other = SignatureKey.of("other", "RS256", rsa.getPublic());
      other.token(INPUT).token(SIGNATURE).number(1L).text("");

      assertUnknown(other.build());
    }

    @Test
    @DisplayName("G-2 G-8 text enters by its exact characters, whole and not normalized")
    void charactersCount() {
      memo.verified(octetKey("Ed25519", "x").token("Admin").build());

      for (String near : List.of("admin", "Admin ", "Admin\u200b", "\u00c1dmin", "Admi", "dmin")) {
        assertUnknown(octetKey("Ed25519", "x").token(near).build());
      }
    }

    private SignatureKey octetKey(String curve, String x) {
      return SignatureKey.ofOctetKey("verify", "EdDSA", curve, x);
    }

    @Test
    @DisplayName("S-5 a new object of the same public key is the same key")
    void keyObjectsDoNotCount() throws GeneralSecurityException {
      var copy =
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(rsa.getPublic().getEncoded()));

      assertThat(copy).isNotSameAs(rsa.getPublic());
      assertThat(key("RS256", copy, INPUT, SIGNATURE, 1, "")).contains(base());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"none", "NONE", "None", "", " ", "HS256", "hs512", "HmacSHA256", "HMACSHA256"})
    @DisplayName("S-3 without an asymmetric algorithm there is no key")
    void algorithms(String algorithm) {
      assertThat(key(algorithm, rsa.getPublic(), INPUT, SIGNATURE, 1, "")).isEmpty();
    }

    @Test
    @DisplayName("S-3 secret and private keys never become part of a key")
    void keyTypes() {
      var secret = new SecretKeySpec(new byte[32], "HmacSHA256");

      assertThat(key("RS256", secret, INPUT, SIGNATURE, 1, "")).isEmpty();
      assertThat(key("RS256", rsa.getPrivate(), INPUT, SIGNATURE, 1, "")).isEmpty();
      assertThat(SignatureKey.ofOctetKey("verify", "HS256", "Ed25519", "x")).isNull();
    }

    @Test
    void aPublicKeyThatDoesNotTellItsValueGivesNone() {
      var opaque =
          new PublicKey() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getAlgorithm() {
              return "RSA";
            }

            @Override
            public String getFormat() {
              return null;
            }

            @Override
            public byte[] getEncoded() {
              return null;
            }
          };

      assertThat(key("RS256", opaque, INPUT, SIGNATURE, 1, "")).isEmpty();
    }

    @Test
    @DisplayName("B-5 above 8 KiB there is no key")
    void sizeIsBounded() {
      byte[] largest = new byte[SignatureKey.MAX_TOKEN_BYTES - SIGNATURE.length];
      byte[] larger = new byte[largest.length + 1];

      assertThat(key("RS256", rsa.getPublic(), largest, SIGNATURE, 1, "")).isPresent();
      assertThat(key("RS256", rsa.getPublic(), larger, SIGNATURE, 1, "")).isEmpty();
      assertThat(key("RS256", rsa.getPublic(), new byte[0], new byte[50_000], 1, "")).isEmpty();
    }
  }

  @Nested
  class Life {
    @Test
    @DisplayName(
        "B-6 S-6 what verified is known for its life at most, however often it is asked for")
    void lifeEnds() {
      memo.verified(base());
      for (int second = 0; second < 179; second++) {
        assertThat(memo.known(base())).isTrue();
        ticker.advance(Duration.ofSeconds(1));
      }
      ticker.advance(Duration.ofSeconds(1));

      assertThat(memo.known(base())).isFalse();
    }

    @Test
    @DisplayName("C-5 after a clear nothing is known")
    void clear() {
      memo.verified(base());

      assertThat(memo.invalidateAll()).isEqualTo(1);
      assertThat(memo.known(base())).isFalse();
      assertThat(memo.stats().invalidated()).isEqualTo(1);
      assertThat(memo.layer()).isEqualTo(Layer.JWT);
    }
  }

  @Nested
  class Size {
    private Fingerprint unique(int number) {
      return FingerprintBuilder.of("flood").number(number).build();
    }

    @Test
    @DisplayName("N-1 100,000 tokens that did not verify leave nothing behind")
    void negativesAreNotKept() {
      for (int i = 0; i < 100_000; i++) {
        assertThat(memo.known(unique(i))).isFalse();
      }
      assertThat(memo.stats().entries()).isZero();
    }

    @Test
    @DisplayName("S-6 a flood of valid tokens costs less than 8 MB of heap, 96 bytes for each kept")
    void heapIsBounded() {
      long before = usedHeap();
      for (int i = 0; i < 500_000; i++) {
        memo.verified(unique(i));
        if (i % 1_000 == 0) {
          ticker.advance(Duration.ofMillis(100));
        }
      }
      long after = usedHeap();

      assertThat(memo.stats().entries()).isBetween(45_000L, 50_000L);
      assertThat(after - before)
          .isLessThan(8_000_000)
          .isLessThanOrEqualTo(96 * memo.stats().entries());
      System.out.println(
          "SignatureMemoTest bytes per entry " + (after - before) / memo.stats().entries());
    }

    private long usedHeap() {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        System.gc();
        var runtime = Runtime.getRuntime();
        least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
      }
      return least;
    }
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> new SignatureMemoSettings(Duration.ofSeconds(119), 1))
        .hasMessageContaining("ttl");
    assertThatThrownBy(() -> new SignatureMemoSettings(Duration.ofSeconds(301), 1))
        .hasMessageContaining("ttl");
    assertThatThrownBy(() -> new SignatureMemoSettings(Duration.ofMinutes(3), 50_001))
        .hasMessageContaining("maxEntries");
    assertThatThrownBy(() -> new SignatureMemoSettings(Duration.ofMinutes(3), 0))
        .hasMessageContaining("maxEntries");
  }

  @Test
  void holdsFewerOnDemandAndItsCountersDoNotFall() {
    memo.verified(base());
    long stored = memo.stats().stored();
    memo.maxEntries((int) memo.stats().maxEntries());
    assertThat(memo.known(base())).as("the same number changes nothing").isTrue();
    memo.maxEntries(100);
    assertThat(memo.known(base())).isFalse();
    assertThat(memo.stats().maxEntries()).isEqualTo(100);
    assertThat(memo.stats().entries()).isZero();
    assertThat(memo.stats().stored()).isEqualTo(stored);
    assertThat(memo.stats().invalidated()).isEqualTo(1);
    memo.verified(base());
    assertThat(memo.stats().stored()).isEqualTo(stored + 1);
  }
}
