package com.example.tuned;

import com.example.orders.OrdersProperties;
import com.example.orders.auth.AuthenticationException;
import com.example.orders.auth.KeySetUnavailableException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Claims of tokens that were found good, kept for three minutes but never beyond their expiry.
 * Thread-safe.
 */
@Component
final class KeptTokens {
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(3);
  private static final int MAX_TOKENS = 50_000;

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final Cache<String, JWTClaimsSet> kept =
      Caffeine.newBuilder()
          .maximumSize(MAX_TOKENS)
          .expireAfter(Expiry.<String, JWTClaimsSet>creating((token, claims) -> lifeOf(claims)))
          .build();

  KeptTokens(OrdersProperties properties) throws MalformedURLException {
    var keys = JWKSourceBuilder.create(properties.keySet().toURL()).retrying(true).build();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            properties.audience(),
            new JWTClaimsSet.Builder().issuer(properties.issuer()).build(),
            Set.of("sub", "exp")));
  }

  JWTClaimsSet validate(String token) {
    var known = kept.getIfPresent(token);
    if (known != null) {
      return known;
    }
    var claims = check(token);
    kept.put(token, claims);
    return claims;
  }

  private JWTClaimsSet check(String token) {
    try {
      return processor.process(token, null);
    } catch (ParseException e) {
      throw new AuthenticationException("The token is malformed", e);
    } catch (BadJOSEException e) {
      throw new AuthenticationException("The token is not acceptable: " + e.getMessage(), e);
    } catch (RateLimitReachedException e) {
      // Only a token with an unknown key makes the source ask so often.
      throw new AuthenticationException("The key of the token is unknown", e);
    } catch (KeySourceException e) {
      throw new KeySetUnavailableException(e);
    } catch (JOSEException e) {
      throw new AuthenticationException("The signature of the token cannot be checked", e);
    }
  }

  private static Duration lifeOf(JWTClaimsSet claims) {
    var left = Duration.between(Instant.now(), claims.getExpirationTime().toInstant());
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(TIME_TO_LIVE) < 0 ? left : TIME_TO_LIVE;
  }
}
