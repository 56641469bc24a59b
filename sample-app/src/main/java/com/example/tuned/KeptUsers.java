package com.example.tuned;

import com.example.orders.database.Database;
import com.example.orders.database.DatabaseException;
import com.example.orders.users.RoleRepository;
import com.example.orders.users.User;
import com.example.orders.users.UserRepository;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Users with their roles, kept for a minute. That a user was seen is noted when the user is loaded,
 * thus at most once a minute. Thread-safe.
 */
@Component
final class KeptUsers {
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);
  private static final int MAX_USERS = 10_000;

  private final Database database;
  private final UserRepository users;
  private final RoleRepository roles;
  private final Cache<String, User> kept =
      Caffeine.newBuilder().maximumSize(MAX_USERS).expireAfterWrite(TIME_TO_LIVE).build();

  KeptUsers(Database database, UserRepository users, RoleRepository roles) {
    this.database = database;
    this.users = users;
    this.roles = roles;
  }

  Optional<User> findBySubject(String subject) {
    var known = kept.getIfPresent(subject);
    if (known != null) {
      return Optional.of(known);
    }
    var found = load(subject);
    found.ifPresent(user -> kept.put(subject, user));
    return found;
  }

  private Optional<User> load(String subject) {
    try (var connection = database.connect()) {
      var found = users.findBySubject(connection, subject);
      if (found.isEmpty()) {
        return found;
      }
      var user = found.get();
      users.touchLastSeen(connection, user.id());
      return Optional.of(user.withRoles(roles.rolesOf(connection, user.id())));
    } catch (SQLException e) {
      throw new DatabaseException("Could not load a user", e);
    }
  }
}
