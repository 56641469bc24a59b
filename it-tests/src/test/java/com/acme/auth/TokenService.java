package com.acme.auth;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A hand-written validator, as a stranger's application has it. */
public class TokenService {
  private final RSAKey key;
  private final String audience;
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private int runs;

  /** Accepts tokens of one key for one audience. */
  public TokenService(RSAKey key, String audience) {
    this.key = key;
    this.audience = audience;
  }

  /** Whom a token is about. */
  public record Caller(String subject, List<String> roles, Instant expiresAt, String token) {}

  /** The same as a bean. */
  public static final class Bean {
    private String subject;

    /** Returns whom the token is about. */
    public String getSubject() {
      return subject;
    }

    /** Sets whom the token is about. */
    public void setSubject(String subject) {
      this.subject = subject;
    }
  }

  /** Validates and tells whom it is about. */
  public Caller validate(String token) throws Exception {
    JWTClaimsSet claims = check(token);
    return new Caller(
        claims.getSubject(),
        new ArrayList<>(List.of("user")),
        claims.getExpirationTime().toInstant(),
        token);
  }

  /** Validates and tells whom it is about. */
  public Bean validateToBean(String token) throws Exception {
    Bean bean = new Bean();
    bean.setSubject(check(token).getSubject());
    return bean;
  }

  /** Validates. */
  public void require(String token) throws Exception {
    check(token);
  }

  /** Accepts this token no more. */
  public void revoke(String token) {
    revoked.add(token);
  }

  /** Returns how often a token was really looked at. */
  public int runs() {
    return runs;
  }

  private JWTClaimsSet check(String token) throws Exception {
    runs++;
    SignedJWT jwt = SignedJWT.parse(token);
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    switch (String.valueOf(claims.getSubject())) {
      case "checked" -> throw new IOException("checked");
      case "unchecked" -> throw new IllegalStateException("unchecked");
      case "error" -> throw new AssertionError("error");
      default -> {}
    }
    if (revoked.contains(token)
        || !jwt.verify(new RSASSAVerifier(key))
        || !claims.getAudience().contains(audience)
        || !new Date().before(claims.getExpirationTime())) {
      throw new SecurityException("refused");
    }
    return claims;
  }
}
