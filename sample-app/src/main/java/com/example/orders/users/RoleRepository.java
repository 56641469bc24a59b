package com.example.orders.users;

import com.example.orders.database.Database;
import com.example.orders.database.DatabaseException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Repository;

/** The table of roles. Thread-safe; every call uses a connection of its own. */
@Repository
public class RoleRepository {
  private final Database database;

  /** Reads that database. */
  public RoleRepository(Database database) {
    this.database = database;
  }

  /** Returns the user's roles, none for an unknown user. */
  public Set<String> rolesOf(long userId) {
    try (var connection = database.connect();
        var query = connection.prepareStatement("select role from user_roles where user_id = ?")) {
      query.setLong(1, userId);
      var roles = new HashSet<String>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          roles.add(rows.getString("role"));
        }
      }
      return roles;
    } catch (SQLException e) {
      throw new DatabaseException("Could not load the roles of a user", e);
    }
  }
}
