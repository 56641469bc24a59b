package dev.latchkey.runtime.pool.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL through its JDBC driver, 42.2 and later: a full reset in one round trip. Thread-safe.
 *
 * <p>{@code DISCARD ALL} comes first, where it may still run on its own, and what the driver had
 * set after its login follows. A setting with a prefix stays behind as an empty text instead of
 * nothing, and cannot be listed: those that a function of this database may set are asked for, and
 * a session that has one is given up.
 */
final class PostgreSqlDialect implements SessionDialect {
  static final String CONNECTION = "org.postgresql.PGConnection";
  private static final String FRESH = "session";
  private static final String CLIENT_NAME = "ApplicationName";

  private static final int ANSWER_MILLIS = 1_000;

  private final DriverMethod transactionState;
  private final DriverMethod queryExecutor;
  private final DriverMethod takeNotifications;
  private final DriverMethod queryMode;
  private final DriverMethod threshold;
  private final DriverMethod statementThreshold;
  private final List<DriverProperty> properties;
  private final @Nullable PostgreSqlArrivals arrivals;

  PostgreSqlDialect(Class<?> connection) throws ReflectiveOperationException {
    Class<?> internal = DriverTypes.beside(connection, "org.postgresql.core.BaseConnection");
    transactionState = DriverMethod.of(internal, "getTransactionState");
    queryExecutor = DriverMethod.of(internal, "getQueryExecutor");
    takeNotifications =
        DriverMethod.of(
            DriverTypes.beside(connection, "org.postgresql.core.QueryExecutor"),
            "getNotifications");
    queryMode = DriverMethod.of(connection, "getPreferQueryMode");
    threshold = DriverMethod.of(connection, "setPrepareThreshold", int.class);
    statementThreshold =
        DriverMethod.of(
            DriverTypes.beside(connection, "org.postgresql.PGStatement"),
            "setPrepareThreshold",
            int.class);
    properties =
        DriverProperty.all(
            connection,
            "PrepareThreshold",
            "DefaultFetchSize",
            "Autosave",
            "AdaptiveFetch",
            "QueryTimeout");
    arrivals = PostgreSqlArrivals.of(connection);
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public boolean resets() {
    return true;
  }

  @Override
  public void prepareNothing(Connection fresh) throws SQLException {
    threshold.call(fresh, 0);
  }

  @Override
  public Map<String, @Nullable Object> attributes(Connection fresh) throws SQLException {
    Map<String, @Nullable Object> attributes = JdbcState.read(fresh);
    for (DriverProperty property : properties) {
      attributes.put(property.name(), property.read(fresh));
    }
    attributes.put(CLIENT_NAME, fresh.getClientInfo(CLIENT_NAME));
    attributes.put(FRESH, session(fresh));
    return attributes;
  }

  /** Returns null where the catalogues cannot be read: then there is no reset. */
  private @Nullable FreshSession session(Connection fresh) {
    try (Statement statement = statement(fresh)) {
      return FreshSession.read(statement, fresh.getMetaData().getDatabaseMajorVersion());
    } catch (SQLException e) {
      return null;
    }
  }

  @Override
  public TransactionState transaction(Connection connection) throws SQLException {
    return "IDLE".equals(String.valueOf(transactionState.call(connection)))
        ? TransactionState.NONE
        : TransactionState.OPEN;
  }

  @Override
  public void reset(Connection connection, Map<String, @Nullable Object> attributes)
      throws SQLException {
    restoreOwnSide(connection, attributes);
    FreshSession fresh = (FreshSession) attributes.get(FRESH);
    if (fresh == null || fresh.isUnknown()) {
      throw new SQLException("what this database may set in a session is not known");
    }
    try (Statement statement = statement(connection)) {
      if (leavesCustomSettings(statement, text(connection, fresh))) {
        throw new SQLException("a setting with a prefix was left behind");
      }
    }
    takeNotifications.call(Objects.requireNonNull(queryExecutor.call(connection)));
    JdbcState.restoreTimeout(connection, attributes);
  }

  @Override
  public void restore(Connection connection, Map<String, @Nullable Object> attributes)
      throws SQLException {
    restoreOwnSide(connection, attributes);
    JdbcState.restoreTimeout(connection, attributes);
  }

  private void restoreOwnSide(Connection connection, Map<String, @Nullable Object> attributes)
      throws SQLException {
    JdbcState.restore(connection, attributes);
    for (DriverProperty property : properties) {
      property.restore(connection, attributes.get(property.name()));
    }
    String name = (String) attributes.get(CLIENT_NAME);
    if (!Objects.equals(connection.getClientInfo(CLIENT_NAME), name)) {
      connection.setClientInfo(CLIENT_NAME, name);
    }
  }

  /** Returns a statement that the driver does not prepare on the server, however often it runs. */
  private Statement statement(Connection connection) throws SQLException {
    Statement statement = connection.createStatement();
    statementThreshold.call(statement, 0);
    return statement;
  }

  /**
   * Commands, as a query would have to be planned after each reset. A borrower that set the seed
   * would know what the next one draws, so that the text is another each time; it is not a prepared
   * one, of which the driver keeps some.
   */
  private String text(Connection connection, FreshSession fresh) throws SQLException {
    String discard =
        sendsOneByOne(connection) ? PostgreSqlTexts.DISCARD_ALL : PostgreSqlTexts.DISCARD_EACH;
    double seed = ThreadLocalRandom.current().nextDouble();
    return discard + PostgreSqlTexts.SEED + seed + fresh.statements();
  }

  /** In the simple protocol several statements are one transaction, which forbids DISCARD ALL. */
  private boolean sendsOneByOne(Connection connection) throws SQLException {
    String mode = String.valueOf(queryMode.call(connection));
    return mode.equals("EXTENDED") || mode.equals("EXTENDED_CACHE_EVERYTHING");
  }

  /** The last column of the last result tells, if there is any. */
  private static boolean leavesCustomSettings(Statement statement, String text)
      throws SQLException {
    boolean rows = statement.execute(text);
    boolean left = false;
    while (rows || statement.getUpdateCount() != -1) {
      if (rows) {
        ResultSet results = statement.getResultSet();
        int last = results.getMetaData().getColumnCount();
        left = results.next() && "t".equals(results.getString(last));
      }
      rows = statement.getMoreResults();
    }
    return left;
  }

  /**
   * A server that ends a session says so first: where nothing has arrived, the session lives, but
   * for the rare server that fell silent. An empty statement asks, and reads what has arrived. The
   * driver's own way to look, {@code getNotifications}, waits for a millisecond where nothing has,
   * many times what asking costs.
   */
  @Override
  public boolean settle(Connection idle, boolean ask) {
    try {
      return (!ask && isSilent(idle)) || answers(idle);
    } catch (SQLException e) {
      return false;
    }
  }

  private boolean isSilent(Connection idle) throws SQLException {
    return arrivals != null && arrivals.areNone(Objects.requireNonNull(queryExecutor.call(idle)));
  }

  private boolean answers(Connection idle) throws SQLException {
    try (Statement statement = statement(idle)) {
      int timeout = idle.getNetworkTimeout();
      idle.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
      statement.execute("");
      idle.setNetworkTimeout(Runnable::run, timeout);
      return true;
    }
  }

  @Override
  public Map<String, String> fingerprint(Connection connection) throws SQLException {
    Map<String, String> found = new TreeMap<>();
    try (Statement statement = statement(connection)) {
      // Before the getters, for which the driver may prepare statements.
      PostgreSqlFingerprint.read(statement, found);
    }
    found.putAll(JdbcState.fingerprint(connection));
    for (DriverProperty property : properties) {
      found.put("driver." + property.name(), String.valueOf(property.read(connection)));
    }
    return found;
  }

  @Override
  public void disturb(Connection connection) throws SQLException {
    PostgreSqlDisturbance.on(connection);
    for (DriverProperty property : properties) {
      property.disturb(connection);
    }
  }
}
