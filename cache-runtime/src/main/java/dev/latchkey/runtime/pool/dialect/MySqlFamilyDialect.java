package dev.latchkey.runtime.pool.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * MySQL and MariaDB, through a driver that can send the protocol's reset of a session. That goes
 * back to the server's own defaults: what the driver had set after its login follows. Thread-safe.
 *
 * <p>Nothing keeps these drivers from preparing statements on the server: they do so only where the
 * address asks for it, and these servers prepare anew by themselves when a table has changed.
 */
final class MySqlFamilyDialect implements SessionDialect {
  private static final String CATALOG = "catalog";
  private static final String ISOLATION = "isolation";
  private static final String VARIABLES = "variables";

  private static final int ANSWER_SECONDS = 1;

  private final String name;
  private final SessionReset reset;

  MySqlFamilyDialect(String name, SessionReset reset) {
    this.name = name;
    this.reset = reset;
  }

  /** What differs between the two drivers. */
  interface SessionReset {
    /** Tells whether the server said, with its last answer, that a transaction is open. */
    boolean inTransaction(Connection connection) throws SQLException;

    /** Resets the session, and what the driver itself keeps of it. */
    void reset(Connection connection) throws SQLException;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean resets() {
    return true;
  }

  @Override
  public Map<String, @Nullable Object> attributes(Connection fresh) throws SQLException {
    Map<String, @Nullable Object> attributes = new HashMap<>(JdbcState.read(fresh));
    attributes.put(CATALOG, fresh.getCatalog());
    attributes.put(ISOLATION, fresh.getTransactionIsolation());
    attributes.put(VARIABLES, variables(fresh));
    return attributes;
  }

  /** Returns null where they cannot be read: then there is no reset. */
  private static @Nullable MySqlVariables variables(Connection fresh) {
    try {
      return MySqlVariables.read(fresh);
    } catch (SQLException e) {
      return null;
    }
  }

  @Override
  public TransactionState transaction(Connection connection) throws SQLException {
    return reset.inTransaction(connection) ? TransactionState.OPEN : TransactionState.NONE;
  }

  @Override
  public void reset(Connection connection, Map<String, @Nullable Object> attributes)
      throws SQLException {
    MySqlVariables fresh = (MySqlVariables) attributes.get(VARIABLES);
    if (fresh == null) {
      throw new SQLException("what the driver set in this session is not known");
    }
    reset.reset(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute(fresh.setText());
    }
    restoreServerSide(connection, attributes);
    JdbcState.restore(connection, attributes);
    JdbcState.restoreTimeout(connection, attributes);
  }

  @Override
  public void restore(Connection connection, Map<String, @Nullable Object> attributes)
      throws SQLException {
    restoreServerSide(connection, attributes);
    JdbcState.restore(connection, attributes);
    JdbcState.restoreTimeout(connection, attributes);
  }

  /** Says again what the driver may believe to be so, as the server was told otherwise by SQL. */
  private static void restoreServerSide(
      Connection connection, Map<String, @Nullable Object> attributes) throws SQLException {
    String catalog = (String) attributes.get(CATALOG);
    if (catalog != null && !catalog.isEmpty()) {
      connection.setCatalog(catalog);
    }
    connection.setTransactionIsolation((int) Objects.requireNonNull(attributes.get(ISOLATION)));
  }

  /** Both drivers send a ping in any case: neither can tell without that its server hung up. */
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
    Map<String, String> found = JdbcState.fingerprint(connection);
    MySqlSession.read(connection, found);
    return found;
  }

  @Override
  public void disturb(Connection connection) throws SQLException {
    MySqlSession.disturb(connection);
    connection.setHoldability(
        connection.getHoldability() == ResultSet.HOLD_CURSORS_OVER_COMMIT
            ? ResultSet.CLOSE_CURSORS_AT_COMMIT
            : ResultSet.HOLD_CURSORS_OVER_COMMIT);
    connection.setNetworkTimeout(Runnable::run, connection.getNetworkTimeout() + 60_000);
    connection.setReadOnly(!connection.isReadOnly());
    connection.setAutoCommit(!connection.getAutoCommit());
  }
}
