package com.example.idp;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;

/**
 * Writes and signs tokens in the name of one issuer. With a key that the issuer never published it
 * makes forgeries for tests. Immutable.
 */
public final class TokenSigner {
  private final String issuer;
  private final InstantSource clock;

  /** Signs as that issuer, by that clock. */
  public TokenSigner(String issuer, InstantSource clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  /**
   * Returns a compact token.
   *
   * @throws JOSEException when the key does not fit the algorithm
   */
  public String sign(TokenRequest request, Algorithm algorithm, JWK key) throws JOSEException {
    var now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .subject(request.subject())
            .audience(request.audience())
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(request.timeToLive())))
            .build();
    var header =
        new JWSHeader.Builder(algorithm.header())
            .type(JOSEObjectType.JWT)
            .keyID(key.getKeyID())
            .build();
    var token = new SignedJWT(header, claims);
    token.sign(algorithm.signer(key));
    return token.serialize();
  }
}
