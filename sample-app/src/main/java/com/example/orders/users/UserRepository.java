package com.example.orders.users;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Repository;

/** The table of users. Stateless. */
@Repository
public class UserRepository {

  /**
   * Returns the user whom the identity provider knows by the subject, without roles.
   *
   * @throws SQLException when the database fails
   */
  public Optional<User> findBySubject(Connection connection, String subject) throws SQLException {
    try (var query =
        connection.prepareStatement(
            "select id, subject, name, email from users where subject = ?")) {
      query.setString(1, subject);
      try (var rows = query.executeQuery()) {
        return rows.next() ? Optional.of(user(rows)) : Optional.empty();
      }
    }
  }

  /**
   * Notes that the user has just been here.
   *
   * @throws SQLException when the database fails
   */
  public void touchLastSeen(Connection connection, long userId) throws SQLException {
    try (var update =
        connection.prepareStatement("update users set last_seen = now() where id = ?")) {
      update.setLong(1, userId);
      update.executeUpdate();
    }
  }

  /**
   * Gives the user another name.
   *
   * @throws SQLException when the database fails
   */
  public void rename(Connection connection, long userId, String name) throws SQLException {
    try (var update = connection.prepareStatement("update users set name = ? where id = ?")) {
      update.setString(1, name);
      update.setLong(2, userId);
      update.executeUpdate();
    }
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        row.getLong("id"),
        row.getString("subject"),
        row.getString("name"),
        row.getString("email"),
        Set.of());
  }
}
