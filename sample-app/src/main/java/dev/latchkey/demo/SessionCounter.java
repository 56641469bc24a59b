package dev.latchkey.demo;

import com.example.postgres.OrdersDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Counts the connections that PostgreSQL itself has seen, on one that is kept open. Confined to one
 * thread.
 */
final class SessionCounter implements AutoCloseable {
  private final Connection connection;

  private SessionCounter(Connection connection) {
    this.connection = connection;
  }

  static SessionCounter open(OrdersDatabase database) throws SQLException {
    return new SessionCounter(database.connectAsSuperuser());
  }

  /** How many sessions have begun since the server was started. */
  long opened() throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select sessions from pg_stat_database where datname = current_database()")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
