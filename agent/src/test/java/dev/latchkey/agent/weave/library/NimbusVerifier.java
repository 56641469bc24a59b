package dev.latchkey.agent.weave.library;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.agent.weave.LibraryVerifier;
import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.function.Function;

/** Nimbus JOSE+JWT. */
public final class NimbusVerifier implements LibraryVerifier {
  @Override
  public String verdict(String algorithm, Function<String, Key> keys, String token) {
    return LibraryVerifier.verdict(
        () -> {
          SignedJWT jwt = SignedJWT.parse(token);
          if (!jwt.getHeader().getAlgorithm().getName().equals(algorithm)) {
            throw new SecurityException("other algorithm");
          }
          return jwt.verify(verifier(algorithm, keys.apply(jwt.getHeader().getKeyID())));
        });
  }

  private static JWSVerifier verifier(String algorithm, Key key) throws Exception {
    return switch (algorithm) {
      case "HS256" -> new MACVerifier(key.getEncoded());
      case "ES256" -> new ECDSAVerifier((ECPublicKey) key);
      case "EdDSA" -> new Ed25519Verifier(octetKey(key));
      default -> new RSASSAVerifier((RSAPublicKey) key);
    };
  }

  /** The last 32 bytes of the JDK's encoding are the key (RFC 8410 section 4). */
  private static OctetKeyPair octetKey(Key key) {
    byte[] encoded = key.getEncoded();
    return new OctetKeyPair.Builder(
            Curve.Ed25519,
            Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
        .build();
  }
}
