package com.example.orders.auth;

import com.example.orders.database.Database;
import com.example.orders.database.DatabaseException;
import com.example.orders.users.RoleRepository;
import com.example.orders.users.User;
import com.example.orders.users.UserRepository;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Validates the token, then loads its user and the user's roles, anew for each request.
 * Thread-safe.
 */
@Component
public class Authenticator implements RequestAuthenticator {
  private final TokenValidator tokens;
  private final Database database;
  private final UserRepository users;
  private final RoleRepository roles;

  /** Believes that validator and looks users up in that database. */
  public Authenticator(
      TokenValidator tokens, Database database, UserRepository users, RoleRepository roles) {
    this.tokens = tokens;
    this.database = database;
    this.users = users;
    this.roles = roles;
  }

  @Override
  public User authenticate(@Nullable String authorizationHeader) {
    var claims = tokens.validate(BearerToken.of(authorizationHeader));
    try (var connection = database.connect()) {
      var user =
          users
              .findBySubject(connection, claims.getSubject())
              .orElseThrow(() -> new AuthenticationException("The user is unknown"));
      users.touchLastSeen(connection, user.id());
      return user.withRoles(roles.rolesOf(connection, user.id()));
    } catch (SQLException e) {
      throw new DatabaseException("Could not load a user", e);
    }
  }
}
