package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.pool.dialect.SessionDialect;
import dev.latchkey.runtime.pool.dialect.TransactionState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What there is to know of H2 for a test: one session variable and the autocommit mode, which a
 * reset puts back. A test can make it fail as real databases do. Thread-safe.
 */
final class MarkedDialect implements SessionDialect {
  final AtomicInteger resets = new AtomicInteger();
  final AtomicInteger fingerprints = new AtomicInteger();
  volatile boolean resettable = true;
  volatile boolean forgetful;
  volatile boolean alive = true;
  volatile TransactionState transaction = TransactionState.NONE;
  volatile Runnable whileResetting = () -> {};

  @Override
  public String name() {
    return "H2";
  }

  @Override
  public boolean resets() {
    return resettable;
  }

  @Override
  public Map<String, Object> attributes(Connection fresh) throws SQLException {
    return new HashMap<>(Map.of("autocommit", fresh.getAutoCommit()));
  }

  @Override
  public TransactionState transaction(Connection connection) {
    return transaction;
  }

  @Override
  public void reset(Connection connection, Map<String, Object> attributes) throws SQLException {
    resets.incrementAndGet();
    whileResetting.run();
    restore(connection, attributes);
    if (!forgetful) {
      mark(connection, "NULL");
    }
  }

  @Override
  public void restore(Connection connection, Map<String, Object> attributes) throws SQLException {
    connection.setAutoCommit((boolean) attributes.get("autocommit"));
  }

  @Override
  public boolean settle(Connection idle, boolean ask) {
    try {
      return alive && (!ask || idle.isValid(1));
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public Map<String, String> fingerprint(Connection connection) throws SQLException {
    fingerprints.incrementAndGet();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT @mark")) {
      row.next();
      return Map.of(
          "mark", String.valueOf(row.getString(1)), "autocommit", "" + connection.getAutoCommit());
    }
  }

  @Override
  public void disturb(Connection connection) throws SQLException {
    mark(connection, "7");
    connection.setAutoCommit(false);
  }

  private static void mark(Connection connection, String value) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET @mark " + value);
    }
  }
}
