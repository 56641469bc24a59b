package dev.latchkey.runtime.pool.advice;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A transaction that can only read, gives up after 200 ms, waits for no lock for more than 50 ms,
 * and is rolled back in every case (safety rule POOL-43). Confined to one thread.
 */
final class ReadOnlySession implements AutoCloseable {
  private final Connection connection;
  private final Statement statement;

  /** Begins the transaction on a connection that no application uses. */
  ReadOnlySession(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    statement = connection.createStatement();
    statement.execute("SET LOCAL statement_timeout = 200");
    statement.execute("SET LOCAL lock_timeout = 50");
  }

  Connection connection() {
    return connection;
  }

  /** Runs a statement for its effect on the session. */
  void run(String sql) throws SQLException {
    statement.execute(sql);
  }

  /** Returns the first column of each row. */
  List<String> column(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  @Override
  public void close() throws SQLException {
    try {
      statement.close();
    } finally {
      connection.rollback();
    }
  }
}
