package dev.latchkey.runtime.token;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Collects everything that one signature verification depends on and makes the fingerprint of it.
 * There is none of a verification that must not be remembered: without a public key, with a MAC or
 * no algorithm, or above {@link #MAX_TOKEN_BYTES}, which are not hashed either.
 *
 * <p>Confined to one thread; good for one fingerprint. The collected parts follow each other with
 * type and length, so that no byte can move from one into the next. What the outcome depends on
 * besides, such as the provider, is added by the inherited methods: always the same things in the
 * same order for one primitive.
 */
public final class SignatureKey extends FingerprintBuilder {
  /** Longer tokens are not worth hashing; nor may they cost the hash. */
  public static final int MAX_TOKEN_BYTES = 8 * 1024;

  private static final int LONGEST_NAME = 64;

  /** The name that was last found to be good; any thread's, as each of them is. */
  private static volatile String lastAsymmetric = "RS256";

  /** Shared, because what verifies is often made anew for each token. */
  private static final KeyPrints KEYS = new KeyPrints();

  private int tokenBytes;

  private SignatureKey(String primitive, String algorithm) {
    super("jws-signature");
    text(primitive).text(algorithm);
  }

  /**
   * Begins with algorithm and key, or returns null when this verification must not be remembered.
   * The key enters by its encoding, so that a new object of the same key is the same key.
   *
   * @param primitive names the method that verifies; methods may understand the same bytes
   *     differently
   * @param algorithm as the verifier was given it, such as {@code RS256} or {@code SHA256withRSA}
   */
  public static @Nullable SignatureKey of(String primitive, String algorithm, Key key) {
    if (!asymmetric(algorithm) || !purelyPublic(key)) {
      return null;
    }
    Fingerprint print = KEYS.of(key);
    if (print == null) {
      return null;
    }
    SignatureKey begun = new SignatureKey(primitive, algorithm);
    begun.fingerprint(print);
    return begun;
  }

  /**
   * Begins with a key that is a JWK of type OKP (RFC 8037 section 2).
   *
   * @param curve value of {@code crv}
   * @param x value of {@code x}, the whole public key
   */
  public static @Nullable SignatureKey ofOctetKey(
      String primitive, String algorithm, String curve, String x) {
    if (!asymmetric(algorithm) || x.isEmpty()) {
      return null;
    }
    SignatureKey begun = new SignatureKey(primitive, algorithm);
    begun.text("OKP").text(curve).text(x);
    return begun;
  }

  /** Adds a part of the signing input or the signature; text by its exact characters. */
  @CanIgnoreReturnValue
  public SignatureKey token(String part) {
    if (fits(part.length())) {
      text(part);
    }
    return this;
  }

  /** Adds a part of the signing input or the signature. */
  @CanIgnoreReturnValue
  public SignatureKey token(byte[] part) {
    if (fits(part.length)) {
      bytes(part);
    }
    return this;
  }

  /** Returns the fingerprint, or null when the token is too long. */
  public @Nullable Fingerprint buildUnlessTooLong() {
    return tokenBytes > MAX_TOKEN_BYTES ? null : super.build();
  }

  /**
   * Returns the fingerprint.
   *
   * @throws IllegalStateException when the token is too long, and therefore not in it
   */
  @Override
  public Fingerprint build() {
    if (tokenBytes > MAX_TOKEN_BYTES) {
      throw new IllegalStateException("the token is too long");
    }
    return super.build();
  }

  private boolean fits(int length) {
    tokenBytes = Math.min(tokenBytes, MAX_TOKEN_BYTES + 1) + Math.min(length, MAX_TOKEN_BYTES + 1);
    return tokenBytes <= MAX_TOKEN_BYTES;
  }

  private static boolean purelyPublic(Key key) {
    return key instanceof PublicKey && !(key instanceof PrivateKey) && !(key instanceof SecretKey);
  }

  /** Asks of each name once, in effect: an application verifies by one or two algorithms. */
  private static boolean asymmetric(String algorithm) {
    if (algorithm.equals(lastAsymmetric)) {
      return true;
    }
    boolean asymmetric = namesNoMac(algorithm);
    if (asymmetric && algorithm.length() <= LONGEST_NAME) {
      lastAsymmetric = algorithm;
    }
    return asymmetric;
  }

  /** JWA and JCA names of MACs: HS256, HmacSHA256. */
  private static boolean namesNoMac(String algorithm) {
    return !algorithm.isBlank()
        && !algorithm.equalsIgnoreCase("none")
        && !algorithm.regionMatches(true, 0, "hs", 0, 2)
        && !namesHmac(algorithm);
  }

  private static boolean namesHmac(String algorithm) {
    for (int i = 0; i < algorithm.length(); i++) {
      if (algorithm.regionMatches(true, i, "hmac", 0, 4)) {
        return true;
      }
    }
    return false;
  }
}
