package com.example.orders.auth;

import com.example.orders.users.RoleRepository;
import com.example.orders.users.User;
import com.example.orders.users.UserRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Validates the token, then loads its user and the user's roles, anew for each request.
 * Thread-safe.
 */
@Component
public class Authenticator implements RequestAuthenticator {
  private final TokenValidator tokens;
  private final UserRepository users;
  private final RoleRepository roles;

  /** Believes that validator and looks users up in those repositories. */
  public Authenticator(TokenValidator tokens, UserRepository users, RoleRepository roles) {
    this.tokens = tokens;
    this.users = users;
    this.roles = roles;
  }

  @Override
  public User authenticate(@Nullable String authorizationHeader) {
    var claims = tokens.validate(BearerToken.of(authorizationHeader));
    var user =
        users
            .findBySubject(claims.getSubject())
            .orElseThrow(() -> new AuthenticationException("The user is unknown"));
    users.touchLastSeen(user.id());
    return user.withRoles(roles.rolesOf(user.id()));
  }
}
