package dev.latchkey.runtime.pool.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any database of which nothing more is known than JDBC: connections that were not touched are
 * kept. Immutable.
 */
final class PlainDialect implements SessionDialect {
  private static final int ANSWER_SECONDS = 1;

  private final String name;

  PlainDialect(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean resets() {
    return false;
  }

  @Override
  public Map<String, @Nullable Object> attributes(Connection fresh) {
    return Map.of();
  }

  /** With autocommit on, none is open that no statement's text began; such a one is touched. */
  @Override
  public TransactionState transaction(Connection connection) throws SQLException {
    return connection.getAutoCommit() ? TransactionState.NONE : TransactionState.UNKNOWN;
  }

  @Override
  public void reset(Connection connection, Map<String, @Nullable Object> attributes)
      throws SQLException {
    throw new SQLException("no reset is known for this database");
  }

  @Override
  public void restore(Connection connection, Map<String, @Nullable Object> attributes)
      throws SQLException {
    connection.clearWarnings();
  }

  @Override
  public boolean settle(Connection idle, boolean ask) {
    try {
      return idle.isValid(ANSWER_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public Map<String, String> fingerprint(Connection connection) throws SQLException {
    return JdbcState.fingerprint(connection);
  }

  /** Changes nothing, as nothing would be taken back. */
  @Override
  public void disturb(Connection connection) {}
}
