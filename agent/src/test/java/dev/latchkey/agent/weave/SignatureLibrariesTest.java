package dev.latchkey.agent.weave;

import static dev.latchkey.agent.weave.LibraryVerifier.VALID;
import static dev.latchkey.agent.weave.TestTokens.encoded;
import static dev.latchkey.agent.weave.TestTokens.flipped;
import static dev.latchkey.agent.weave.TestTokens.keys;
import static dev.latchkey.agent.weave.TestTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.agent.weave.library.Auth0Verifier;
import dev.latchkey.agent.weave.library.JjwtVerifier;
import dev.latchkey.agent.weave.library.Jose4jVerifier;
import dev.latchkey.agent.weave.library.NimbusVerifier;
import dev.latchkey.runtime.operation.CacheOutcome;
import java.security.Key;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The libraries as they are, once bare and once woven by their presets: with the memo hot, every
 * verdict of the woven copy is that of the bare one.
 */
@ParameterizedClass
@MethodSource("cases")
class SignatureLibrariesTest {
  /** One library with one algorithm. */
  record Case(Class<? extends LibraryVerifier> verifier, String algorithm) {
    @Override
    public String toString() {
      return verifier.getSimpleName() + " " + algorithm;
    }
  }

  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

  @Parameter Case tried;

  private WovenCopy copy;
  private LibraryVerifier bare;
  private LibraryVerifier woven;
  private KeyPair pair;
  private String good;

  static Stream<Case> cases() {
    return Stream.of(
        new Case(NimbusVerifier.class, "RS256"),
        new Case(NimbusVerifier.class, "PS256"),
        new Case(NimbusVerifier.class, "ES256"),
        new Case(NimbusVerifier.class, "EdDSA"),
        new Case(Auth0Verifier.class, "RS256"),
        new Case(Auth0Verifier.class, "PS256"),
        new Case(Auth0Verifier.class, "ES256"),
        new Case(JjwtVerifier.class, "RS256"),
        new Case(JjwtVerifier.class, "PS256"),
        new Case(JjwtVerifier.class, "ES256"),
        new Case(JjwtVerifier.class, "EdDSA"),
        new Case(Jose4jVerifier.class, "RS256"),
        new Case(Jose4jVerifier.class, "PS256"),
        new Case(Jose4jVerifier.class, "ES256"),
        new Case(Jose4jVerifier.class, "EdDSA"));
  }

  private static KeyPair pair(String algorithm, String name) {
    return PAIRS.computeIfAbsent(algorithm + " " + name, any -> keys(algorithm));
  }

  @BeforeEach
  void weave() throws ReflectiveOperationException {
    copy = WovenCopy.of("nimbus-jose-jwt", "auth0-java-jwt", "jjwt", "jose4j");
    bare = tried.verifier().getDeclaredConstructor().newInstance();
    woven = copy.verifier(tried.verifier());
    pair = pair(tried.algorithm(), "ours");
    good = token(tried.algorithm(), pair.getPrivate(), "alice");
  }

  @AfterEach
  void close() {
    copy.close();
  }

  private Function<String, Key> ours() {
    return kid -> "key".equals(kid) ? pair.getPublic() : null;
  }

  private void heat() {
    assertThat(woven.verdict(tried.algorithm(), ours(), good)).isEqualTo(VALID);
    assertThat(woven.verdict(tried.algorithm(), ours(), good)).isEqualTo(VALID);
    assertThat(copy.count(CacheOutcome.HIT)).isEqualTo(1);
  }

  private void assertRefusedAsWithout(String what, Function<String, Key> keys, String token) {
    String verdict = bare.verdict(tried.algorithm(), keys, token);
    assertThat(verdict).as("bare: %s", what).isNotEqualTo(VALID);
    assertThat(woven.verdict(tried.algorithm(), keys, token)).as(what).isEqualTo(verdict);
  }

  @Test
  @DisplayName("S-5 more than 80 % of the checks are answered though every call has a new verifier")
  void hits() {
    List<String> tokens = List.of(good, token(tried.algorithm(), pair.getPrivate(), "bob"));
    for (int i = 0; i < 15; i++) {
      for (String each : tokens) {
        assertThat(woven.verdict(tried.algorithm(), ours(), each)).isEqualTo(VALID);
      }
    }
    assertThat(copy.count(CacheOutcome.HIT)).isEqualTo(28);
    assertThat(copy.count(CacheOutcome.MISS)).isEqualTo(2);
    assertThat(copy.runtime().signatures().stats().entries()).isEqualTo(2);
  }

  @Test
  @DisplayName("S-2 no change of a token that verified is accepted")
  void attacks() {
    heat();
    String[] parts = good.split("\\.");
    String[] others = token(tried.algorithm(), pair.getPrivate(), "mallory").split("\\.");
    assertRefusedAsWithout("other claims", ours(), parts[0] + "." + others[1] + "." + parts[2]);
    assertRefusedAsWithout("other signature", ours(), parts[0] + "." + parts[1] + "." + others[2]);
    assertRefusedAsWithout("no signature", ours(), parts[0] + "." + parts[1] + ".");
    assertRefusedAsWithout(
        "no algorithm", ours(), encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".");
    String header = encoded("{\"alg\":\"none\",\"kid\":\"key\"}");
    assertRefusedAsWithout(
        "no algorithm, old signature", ours(), header + "." + parts[1] + "." + parts[2]);
    assertRefusedAsWithout(
        "the public key as a secret", ours(), token("HS256", pair.getPublic(), "alice"));
    assertRefusedAsWithout(
        "another key", ours(), token(tried.algorithm(), pair("x").getPrivate(), "alice"));
    assertRefusedAsWithout("the key swapped", kid -> pair("x").getPublic(), good);
  }

  private KeyPair pair(String name) {
    return pair(tried.algorithm(), name);
  }

  @Test
  @DisplayName("S-2 a signature does not verify under another algorithm of the same key")
  void otherAlgorithm() {
    heat();
    String other = tried.algorithm().equals("RS256") ? "PS256" : "RS256";
    String header = "{\"alg\":\"" + other + "\",\"kid\":\"key\"}";
    assertRefusedAsWithout(
        "algorithm swapped", ours(), token(header, tried.algorithm(), pair.getPrivate(), "alice"));
  }

  @Test
  @DisplayName("S-2 no flipped bit of a signature that verified is accepted")
  void flippedBits() {
    heat();
    for (int bit = 0; bit < 64 * 8; bit++) {
      String changed = flipped(good, bit);
      assertThat(woven.verdict(tried.algorithm(), ours(), changed))
          .as("bit %s", bit)
          .isNotEqualTo(VALID);
    }
    assertThat(copy.count(CacheOutcome.HIT)).isEqualTo(1);
  }

  @Test
  @DisplayName("S-4 a key that the library is not given any more fails at once")
  void keyIsAskedForOnEveryCall() {
    heat();
    assertRefusedAsWithout("the key is gone", kid -> null, good);
    assertThat(woven.verdict(tried.algorithm(), ours(), good)).isEqualTo(VALID);
  }

  @Test
  @DisplayName("S-3 MACs are left to the library")
  void macs() {
    Key secret = new SecretKeySpec(new byte[32], "HmacSHA256");
    String mac = token("HS256", secret, "alice");
    for (int i = 0; i < 3; i++) {
      assertThat(woven.verdict("HS256", kid -> secret, mac)).isEqualTo(VALID);
    }
    assertThat(copy.count(CacheOutcome.HIT) + copy.count(CacheOutcome.MISS)).isZero();
    assertThat(copy.runtime().signatures().stats().stored()).isZero();
  }

  @Test
  @DisplayName("N-1 tokens that do not verify leave nothing behind and are checked every time")
  void failuresAreNotKept() {
    for (int i = 0; i < 300; i++) {
      String bad = flipped(good, i % 50);
      assertThat(woven.verdict(tried.algorithm(), ours(), bad)).isNotEqualTo(VALID);
    }
    assertThat(copy.runtime().signatures().stats().stored()).isZero();
  }

  @Test
  @DisplayName("B-6 a signature is checked again once its life is over")
  void cleared() {
    heat();
    copy.runtime().signatures().invalidateAll();
    assertThat(woven.verdict(tried.algorithm(), ours(), good)).isEqualTo(VALID);
    assertThat(copy.count(CacheOutcome.MISS)).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "I-1 S-2 for random tokens, keys and rotations each verdict is that of the bare library")
  void randomStreams() {
    long seed = Long.getLong("latchkey.seed", 20261126);
    System.out.println("SignatureLibrariesTest " + tried + " seed " + seed);
    Random random = new Random(seed);
    List<KeyPair> published = new ArrayList<>(List.of(pair("ours"), pair("x")));
    List<String> seen = new ArrayList<>(List.of(good));
    for (int i = 0; i < 400; i++) {
      if (random.nextInt(40) == 0) {
        published.set(0, pair(random.nextBoolean() ? "ours" : "y"));
      }
      KeyPair current = published.get(0);
      Function<String, Key> keys =
          random.nextInt(20) == 0 ? kid -> null : kid -> current.getPublic();
      String token = random(random, published, seen);
      assertThat(woven.verdict(tried.algorithm(), keys, token))
          .as("step %s of seed %s", i, seed)
          .isEqualTo(bare.verdict(tried.algorithm(), keys, token));
    }
    assertThat(copy.count(CacheOutcome.HIT)).isGreaterThan(50);
  }

  /** Mostly tokens seen before, whole or spoilt; sometimes a new one of some key. */
  private String random(Random random, List<KeyPair> published, List<String> seen) {
    String known = seen.get(random.nextInt(seen.size()));
    String[] parts = known.split("\\.");
    return switch (random.nextInt(8)) {
      case 0 -> flipped(known, random.nextInt(512));
      case 1 -> parts[0] + "." + encoded("{\"sub\":\"" + random.nextInt() + "\"}") + "." + parts[2];
      case 2 -> {
        String other = seen.get(random.nextInt(seen.size()));
        yield parts[0] + "." + parts[1] + "." + other.split("\\.")[2];
      }
      case 3 -> {
        KeyPair signer = published.get(random.nextInt(published.size()));
        String fresh = token(tried.algorithm(), signer.getPrivate(), "user" + random.nextInt(10));
        seen.add(fresh);
        yield fresh;
      }
      default -> known;
    };
  }
}
