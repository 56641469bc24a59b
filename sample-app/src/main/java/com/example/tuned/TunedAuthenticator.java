package com.example.tuned;

import com.example.orders.auth.AuthenticationException;
import com.example.orders.auth.BearerToken;
import com.example.orders.auth.RequestAuthenticator;
import com.example.orders.users.User;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Authenticates from what was kept of earlier requests. Thread-safe. */
@Component
public final class TunedAuthenticator implements RequestAuthenticator {
  private final KeptTokens tokens;
  private final KeptUsers users;

  TunedAuthenticator(KeptTokens tokens, KeptUsers users) {
    this.tokens = tokens;
    this.users = users;
  }

  @Override
  public User authenticate(@Nullable String authorizationHeader) {
    var claims = tokens.validate(BearerToken.of(authorizationHeader));
    return users
        .findBySubject(claims.getSubject())
        .orElseThrow(() -> new AuthenticationException("The user is unknown"));
  }
}
