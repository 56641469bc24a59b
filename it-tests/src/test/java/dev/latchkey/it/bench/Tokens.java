package dev.latchkey.it.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Signed tokens of about 900 characters, the size that identity providers issue. */
final class Tokens {
  private static final List<String> ROLES =
      List.of(
          "orders:read",
          "orders:write",
          "customers:read",
          "invoices:read",
          "reports:read",
          "shipments:read",
          "shipments:write",
          "stock:read");

  private Tokens() {}

  static RSAKey rsaKey() throws JOSEException {
    return new RSAKeyGenerator(2048).keyID("2026-signing-key-1").generate();
  }

  static ECKey ecKey() throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID("2026-signing-key-2").generate();
  }

  static SignedJWT rs256(RSAKey key, String subject) throws JOSEException {
    return signed(JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key), subject);
  }

  static SignedJWT es256(ECKey key, String subject) throws JOSEException {
    return signed(JWSAlgorithm.ES256, key.getKeyID(), new ECDSASigner(key), subject);
  }

  private static SignedJWT signed(
      JWSAlgorithm algorithm, String kid, JWSSigner signer, String subject) throws JOSEException {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer("https://login.example.com/realms/shop")
            .subject(subject)
            .audience("orders")
            .claim("azp", "shop-frontend")
            .claim("preferred_username", subject + "@example.com")
            .claim("roles", ROLES)
            .issueTime(Date.from(Instant.now()))
            .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).build(), claims);
    token.sign(signer);
    return token;
  }
}
