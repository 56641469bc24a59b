package com.example.tuned;

import com.example.orders.users.RoleRepository;
import com.example.orders.users.User;
import com.example.orders.users.UserRepository;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Users with their roles, kept for a minute. That a user was seen is noted when the user is loaded,
 * thus at most once a minute. Thread-safe.
 */
@Component
final class KeptUsers {
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);
  private static final int MAX_USERS = 10_000;

  private final UserRepository users;
  private final RoleRepository roles;
  private final LoadingCache<String, User> kept;

  KeptUsers(UserRepository users, RoleRepository roles) {
    this.users = users;
    this.roles = roles;
    this.kept =
        Caffeine.newBuilder()
            .maximumSize(MAX_USERS)
            .expireAfterWrite(TIME_TO_LIVE)
            .build(this::load);
  }

  Optional<User> findBySubject(String subject) {
    return Optional.ofNullable(kept.get(subject));
  }

  /** Null, which is not kept, for an unknown user. */
  private @Nullable User load(String subject) {
    var found = users.findBySubject(subject);
    found.ifPresent(user -> users.touchLastSeen(user.id()));
    return found.map(user -> user.withRoles(roles.rolesOf(user.id()))).orElse(null);
  }
}
