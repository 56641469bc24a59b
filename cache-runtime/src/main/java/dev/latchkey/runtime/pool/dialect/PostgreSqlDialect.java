package dev.latchkey.runtime.pool.dialect;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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
  private static final String CUSTOM_SETTINGS = "customSettings";
  private static final String CLIENT_NAME = "ApplicationName";
  private static final String APPLICATION_NAME = "application_name";
  private static final String FLOAT_DIGITS = "extra_float_digits";
  private static final int LAST_VERSION_WITH_FLOAT_DIGITS = 11;

  private final DriverMethod transactionState;
  private final DriverMethod notifications;
  private final DriverMethod queryMode;
  private final DriverMethod threshold;
  private final DriverMethod statementThreshold;
  private final List<DriverProperty> properties;
  private final Random seeds = new SecureRandom();

  PostgreSqlDialect(Class<?> connection) throws ReflectiveOperationException {
    Class<?> internal = DriverTypes.beside(connection, "org.postgresql.core.BaseConnection");
    transactionState = DriverMethod.of(internal, "getTransactionState");
    notifications = DriverMethod.of(connection, "getNotifications");
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
    attributes.put(CUSTOM_SETTINGS, CustomSettings.ofDatabase(fresh));
    return attributes;
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
    CustomSettings custom =
        (CustomSettings) Objects.requireNonNull(attributes.get(CUSTOM_SETTINGS));
    if (custom.areUnknown()) {
      throw new SQLException("a function of this database sets settings by names unknown");
    }
    try (Statement statement = connection.createStatement()) {
      statementThreshold.call(statement, 0);
      if (leavesCustomSettings(statement, resetText(connection, attributes, custom))) {
        throw new SQLException("a setting with a prefix was left behind");
      }
    }
    notifications.call(connection);
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

  private String resetText(
      Connection connection, Map<String, @Nullable Object> attributes, CustomSettings custom)
      throws SQLException {
    StringBuilder text = new StringBuilder(400);
    text.append(
        sendsOneByOne(connection) ? PostgreSqlTexts.DISCARD_ALL : PostgreSqlTexts.DISCARD_EACH);
    // A borrower that set the seed would know what the next one draws.
    text.append("SELECT pg_catalog.setseed(").append(seeds.nextDouble()).append(')');
    String name = (String) attributes.get(CLIENT_NAME);
    if (name != null) {
      appendSetting(text, APPLICATION_NAME, name);
    }
    if (connection.getMetaData().getDatabaseMajorVersion() <= LAST_VERSION_WITH_FLOAT_DIGITS) {
      appendSetting(text, FLOAT_DIGITS, "3");
    }
    custom.appendChecks(text);
    return text.toString();
  }

  private static void appendSetting(StringBuilder text, String name, String value) {
    text.append(", pg_catalog.set_config('").append(name).append("', ");
    PostgreSqlTexts.appendLiteral(text, value);
    text.append(", false)");
  }

  /** In the simple protocol several statements are one transaction, which forbids DISCARD ALL. */
  private boolean sendsOneByOne(Connection connection) throws SQLException {
    String mode = String.valueOf(queryMode.call(connection));
    return mode.equals("EXTENDED") || mode.equals("EXTENDED_CACHE_EVERYTHING");
  }

  /** The last column of the last result counts them. */
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

  /** Reads what has arrived; an error among it, such as of a backend that was ended, is thrown. */
  @Override
  public boolean settle(Connection idle) {
    try {
      notifications.call(idle);
      return !idle.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public Map<String, String> fingerprint(Connection connection) throws SQLException {
    Map<String, String> found = JdbcState.fingerprint(connection);
    for (DriverProperty property : properties) {
      found.put("driver." + property.name(), String.valueOf(property.read(connection)));
    }
    PostgreSqlFingerprint.read(connection, found);
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
