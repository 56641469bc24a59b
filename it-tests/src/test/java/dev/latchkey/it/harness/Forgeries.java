package dev.latchkey.it.harness;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Tokens that must never be accepted, made from one that must. Stateless. */
public final class Forgeries {
  private Forgeries() {}

  /** Returns the token with one bit of one part changed: 0 header, 1 payload, 2 signature. */
  public static String flipped(String token, int part, int bit) {
    String[] parts = token.split("\\.");
    byte[] bytes = Base64.getUrlDecoder().decode(parts[part]);
    int at = Math.floorMod(bit, 8 * bytes.length);
    bytes[at / 8] ^= (byte) (1 << (at % 8));
    parts[part] = encoded(bytes);
    return String.join(".", parts);
  }

  /** Returns the token's header and payload with the signature of another token. */
  public static String withSignatureOf(String token, String other) {
    return token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
  }

  /** Returns the token's header and signature around another payload. */
  public static String withPayload(String token, String json) {
    String[] parts = token.split("\\.");
    return parts[0] + "." + encoded(json.getBytes(StandardCharsets.UTF_8)) + "." + parts[2];
  }

  /** Returns the token's payload unsigned, under {@code alg: none} (RFC 7519 section 6.1). */
  public static String unsigned(String token, String kid) {
    String header = "{\"alg\":\"none\",\"kid\":\"" + kid + "\"}";
    return encoded(header.getBytes(StandardCharsets.UTF_8)) + "." + token.split("\\.")[1] + ".";
  }

  /**
   * Returns the token's payload with a MAC whose secret is the public key: a verifier that takes
   * the algorithm from the token and the key from the key set would accept it.
   */
  public static String macWithPublicKey(String token, JWK key) {
    try {
      JWSObject forged =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
              new Payload(Base64.getUrlDecoder().decode(token.split("\\.")[1])));
      forged.sign(new MACSigner(key.toRSAKey().toPublicKey().getEncoded()));
      return forged.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
