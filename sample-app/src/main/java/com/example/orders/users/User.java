package com.example.orders.users;

import java.util.Set;

/**
 * A user of the service. Immutable.
 *
 * @param id the key of the user's row
 * @param subject the name under which the identity provider knows the user
 * @param roles what the user may do, empty until it has been looked up
 */
public record User(long id, String subject, String name, String email, Set<String> roles) {

  /** Copies the roles. */
  public User {
    roles = Set.copyOf(roles);
  }

  /** Returns this user with the roles. */
  public User withRoles(Set<String> found) {
    return new User(id, subject, name, email, found);
  }

  /** Says whether the user has the role. */
  public boolean hasRole(String role) {
    return roles.contains(role);
  }
}
