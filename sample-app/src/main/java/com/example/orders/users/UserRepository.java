package com.example.orders.users;

import com.example.orders.database.Database;
import com.example.orders.database.DatabaseException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Repository;

/** The table of users. Thread-safe; every call uses a connection of its own. */
@Repository
public class UserRepository {
  private final Database database;

  /** Reads and writes that database. */
  public UserRepository(Database database) {
    this.database = database;
  }

  /** Returns the user whom the identity provider knows by the subject, without roles. */
  public Optional<User> findBySubject(String subject) {
    try (var connection = database.connect();
        var query =
            connection.prepareStatement(
                "select id, subject, name, email from users where subject = ?")) {
      query.setString(1, subject);
      try (var rows = query.executeQuery()) {
        return rows.next() ? Optional.of(user(rows)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new DatabaseException("Could not look up a user", e);
    }
  }

  /** Notes that the user has just been here. */
  public void touchLastSeen(long userId) {
    try (var connection = database.connect();
        var update =
            connection.prepareStatement("update users set last_seen = now() where id = ?")) {
      update.setLong(1, userId);
      update.executeUpdate();
    } catch (SQLException e) {
      throw new DatabaseException("Could not note that a user was seen", e);
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
