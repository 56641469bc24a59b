package dev.latchkey.it.app;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URL;
import java.util.Date;

/** Authenticates as services do that nobody has tuned: everything anew for each request. */
public class NaiveAuthenticator {
  private final URL keySet;
  private final String audience;

  /** Takes keys from {@code keySet} and accepts tokens for {@code audience}. */
  public NaiveAuthenticator(URL keySet, String audience) {
    this.keySet = keySet;
    this.audience = audience;
  }

  /** Returns the token's subject. */
  public String authenticate(String token) throws Exception {
    SignedJWT jwt = SignedJWT.parse(token);
    return verified(jwt, JWKSet.load(keySet));
  }

  /** Does the same, but takes the keys from wherever the token says, as no service should. */
  public String authenticateByHeader(String token) throws Exception {
    SignedJWT jwt = SignedJWT.parse(token);
    URI named = jwt.getHeader().getJWKURL();
    return verified(jwt, JWKSet.load(named == null ? keySet : named.toURL()));
  }

  /** Does the same, but asks for the keys before it has looked at the token. */
  public String authenticateFetchingFirst(String token) throws Exception {
    JWKSet keys = JWKSet.load(keySet);
    return verified(SignedJWT.parse(token), keys);
  }

  /**
   * Authenticates one token and, in the same operation, another that it looks at only after the
   * fetch.
   */
  public String authenticatePair(String first, String second) throws Exception {
    return authenticate(first) + " " + authenticateFetchingFirst(second);
  }

  private String verified(SignedJWT jwt, JWKSet keys) throws Exception {
    JWK key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
    if (key == null) {
      throw new SecurityException("unknown key");
    }
    JWSVerifier verifier =
        key instanceof ECKey
            ? new ECDSAVerifier(key.toECKey())
            : new RSASSAVerifier(key.toRSAKey());
    if (!jwt.verify(verifier)) {
      throw new SecurityException("bad signature");
    }
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    if (!claims.getAudience().contains(audience)) {
      throw new SecurityException("wrong audience");
    }
    if (claims.getExpirationTime().before(new Date())) {
      throw new SecurityException("expired");
    }
    return claims.getSubject();
  }
}
