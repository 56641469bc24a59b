package com.example.orders.auth;

import com.example.orders.OrdersProperties;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.text.ParseException;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Checks tokens against the key set that the issuer publishes, fetched for each token. Thread-safe.
 */
@Component
public class TokenValidator {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_BYTES = 50_000;

  private final URL keySet;
  private final DefaultJWTClaimsVerifier<SecurityContext> claimsVerifier;

  /**
   * Accepts what the configured issuer signed for the configured audience.
   *
   * @throws MalformedURLException when {@code orders.key-set} is not an address
   */
  public TokenValidator(OrdersProperties properties) throws MalformedURLException {
    this.keySet = properties.keySet().toURL();
    this.claimsVerifier =
        new DefaultJWTClaimsVerifier<>(
            properties.audience(),
            new JWTClaimsSet.Builder().issuer(properties.issuer()).build(),
            Set.of("sub", "exp"));
  }

  /**
   * Returns the claims of a token whose signature, issuer, audience and times are good.
   *
   * @throws AuthenticationException when one of them is not
   * @throws KeySetUnavailableException when the key set cannot be fetched
   */
  public JWTClaimsSet validate(String token) {
    try {
      var jwt = SignedJWT.parse(token);
      if (!jwt.verify(verifier(key(jwt)))) {
        throw new AuthenticationException("The signature of the token is wrong");
      }
      var claims = jwt.getJWTClaimsSet();
      claimsVerifier.verify(claims, null);
      return claims;
    } catch (ParseException e) {
      throw new AuthenticationException("The token is malformed", e);
    } catch (JOSEException e) {
      throw new AuthenticationException("The signature of the token cannot be checked", e);
    } catch (BadJWTException e) {
      throw new AuthenticationException("The token is not acceptable: " + e.getMessage(), e);
    }
  }

  private JWK key(SignedJWT jwt) {
    var key = fetchKeys().getKeyByKeyId(jwt.getHeader().getKeyID());
    if (key == null) {
      throw new AuthenticationException("The key of the token is unknown");
    }
    return key;
  }

  private JWKSet fetchKeys() {
    try {
      return JWKSet.load(keySet, TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
    } catch (IOException | ParseException e) {
      throw new KeySetUnavailableException(e);
    }
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    if (key instanceof RSAKey rsa) {
      return new RSASSAVerifier(rsa);
    }
    if (key instanceof ECKey ec) {
      return new ECDSAVerifier(ec);
    }
    throw new AuthenticationException("The key of the token is of an unusable type");
  }
}
