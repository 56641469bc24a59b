package dev.latchkey.runtime.token;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.SecretKey;

/** Makes the fingerprint of one signature verification. Stateless. */
public final class SignatureKey {
  /** Longer tokens are not worth hashing; nor may they cost the hash. */
  public static final int MAX_TOKEN_BYTES = 8 * 1024;

  private SignatureKey() {}

  /**
   * Returns the fingerprint of everything that the verification depends on, or nothing when it must
   * not be remembered: without a public key, with a MAC or no algorithm, or above {@link
   * #MAX_TOKEN_BYTES}. The key enters by its encoding, so that a new object of the same key is the
   * same key. Its digest is not kept by object: that would save a fifth of a hit where objects
   * last, and cost where libraries make a new one for every token.
   *
   * @param algorithm as the verifier was given it, such as {@code RS256} or {@code SHA256withRSA}
   * @param providerId identity of what carries the verification out, from {@code IdentityIds}; 0
   *     when it cannot vary
   * @param extra anything else that the outcome depends on, such as the critical headers that the
   *     receiver accepts; empty when nothing does
   */
  public static Optional<Fingerprint> of(
      String algorithm,
      Key key,
      byte[] signingInput,
      byte[] signature,
      long providerId,
      String extra) {
    if (signingInput.length + signature.length > MAX_TOKEN_BYTES
        || !asymmetric(algorithm)
        || !purelyPublic(key)) {
      return Optional.empty();
    }
    byte[] encoded = key.getEncoded();
    if (encoded == null || encoded.length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        FingerprintBuilder.of("jws-signature")
            .text(algorithm)
            .text(key.getAlgorithm())
            .text(key.getFormat())
            .bytes(encoded)
            .bytes(signingInput)
            .bytes(signature)
            .number(providerId)
            .text(extra)
            .build());
  }

  private static boolean purelyPublic(Key key) {
    return key instanceof PublicKey && !(key instanceof PrivateKey) && !(key instanceof SecretKey);
  }

  /** JWA and JCA names of MACs: HS256, HmacSHA256. */
  private static boolean asymmetric(String algorithm) {
    var name = algorithm.toLowerCase(Locale.ROOT);
    return !name.isBlank()
        && !name.equals("none")
        && !name.startsWith("hs")
        && !name.contains("hmac");
  }
}
