package dev.latchkey.it.matrix;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The tokens of the matrix: good ones, and every way to be wrong. */
public final class MatrixTokens {
  /** Who issued them. */
  public static final String ISSUER = "https://issuer.example";

  /** Whom they are for. */
  public static final String AUDIENCE = "orders";

  private MatrixTokens() {}

  /** Issues a valid token. */
  public static String good(JWK key, String subject) {
    return token(key, key.getKeyID(), claims -> claims.subject(subject));
  }

  /** Issues a valid token with this end. */
  static String until(JWK key, Instant end) {
    return token(key, at(end));
  }

  /** Returns tokens that no verifier may accept, and good ones between them. */
  public static Map<String, String> attacks(JWK key, JWK stranger) {
    Instant now = Instant.now();
    String good = good(key, "alice");
    String[] parts = good.split("\\.");
    String[] others = good(key, "mallory").split("\\.");
    Map<String, String> attacks = new LinkedHashMap<>();
    attacks.put("valid", good);
    attacks.put("expired", token(key, at(now.minus(Duration.ofHours(1)))));
    attacks.put("not yet valid", token(key, notBefore(now.plus(Duration.ofHours(1)))));
    attacks.put("other issuer", token(key, claims -> claims.issuer("https://other.example")));
    attacks.put("other audience", token(key, claims -> claims.audience("billing")));
    attacks.put("no algorithm", none());
    attacks.put("no algorithm, signed before", header(none()) + "." + parts[1] + ".");
    attacks.put("signed with the public key as a secret", confused(key.toRSAKey()));
    attacks.put("unknown key", token(stranger, "nobody", claims -> claims));
    attacks.put("valid again", good);
    attacks.put("no text at all", "nonsense");
    attacks.put("other claims", parts[0] + "." + others[1] + "." + parts[2]);
    attacks.put("other signature", parts[0] + "." + parts[1] + "." + others[2]);
    attacks.put("key of another", token(stranger, key.getKeyID(), claims -> claims));
    attacks.put("valid at the end", good);
    return attacks;
  }

  private static String token(JWK key, UnaryOperator<JWTClaimsSet.Builder> claims) {
    return token(key, key.getKeyID(), claims);
  }

  private static String token(JWK key, String kid, UnaryOperator<JWTClaimsSet.Builder> claims) {
    try {
      boolean rsa = key instanceof RSAKey;
      JWSSigner signer = rsa ? new RSASSASigner(key.toRSAKey()) : new ECDSASigner(key.toECKey());
      return signed(rsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256, kid, signer, claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(
      JWSAlgorithm algorithm,
      String kid,
      JWSSigner signer,
      UnaryOperator<JWTClaimsSet.Builder> claims)
      throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(kid).type(JOSEObjectType.JWT).build(),
            claims.apply(claims()).build());
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static String confused(RSAKey key) {
    try {
      MACSigner signer = new MACSigner(key.toPublicKey().getEncoded());
      return signed(JWSAlgorithm.HS256, key.getKeyID(), signer, claims -> claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String none() {
    return new PlainJWT(claims().build()).serialize();
  }

  private static String header(String token) {
    return token.substring(0, token.indexOf('.'));
  }

  private static UnaryOperator<JWTClaimsSet.Builder> at(Instant expiry) {
    return claims -> claims.expirationTime(Date.from(expiry));
  }

  private static UnaryOperator<JWTClaimsSet.Builder> notBefore(Instant time) {
    return claims -> claims.notBeforeTime(Date.from(time));
  }

  /** The claims that all libraries want: some ask for an id, Keycloak for its own type. */
  private static JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .subject("alice")
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofHours(1))))
        .jwtID(UUID.randomUUID().toString())
        .claim("typ", "Bearer")
        .claim("roles", List.of("user"));
  }
}
