package com.example.orders.users;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Repository;

/** The table of roles. Stateless. */
@Repository
public class RoleRepository {

  /**
   * Returns the user's roles, none for an unknown user.
   *
   * @throws SQLException when the database fails
   */
  public Set<String> rolesOf(Connection connection, long userId) throws SQLException {
    try (var query = connection.prepareStatement("select role from user_roles where user_id = ?")) {
      query.setLong(1, userId);
      var roles = new HashSet<String>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          roles.add(rows.getString("role"));
        }
      }
      return roles;
    }
  }
}
