package dev.latchkey.runtime.pool.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The attributes of a connection that JDBC names and that drivers keep on their own side. */
final class JdbcState {
  private static final String AUTO_COMMIT = "autoCommit";
  private static final String READ_ONLY = "readOnly";
  private static final String HOLDABILITY = "holdability";
  private static final String NETWORK_TIMEOUT = "networkTimeout";
  private static final String TYPE_MAP = "typeMap";

  private JdbcState() {}

  /** Reads what the known drivers tell without asking the server. */
  static Map<String, @Nullable Object> read(Connection connection) throws SQLException {
    Map<String, @Nullable Object> state = new HashMap<>();
    state.put(AUTO_COMMIT, connection.getAutoCommit());
    state.put(READ_ONLY, connection.isReadOnly());
    state.put(HOLDABILITY, connection.getHoldability());
    state.put(NETWORK_TIMEOUT, connection.getNetworkTimeout());
    Map<String, Class<?>> types = connection.getTypeMap();
    state.put(TYPE_MAP, types == null ? null : new HashMap<>(types));
    return state;
  }

  /**
   * Calls the setters of what differs, so that a driver goes to the server for no other; {@link
   * #restoreTimeout} does the rest.
   */
  static void restore(Connection connection, Map<String, @Nullable Object> state)
      throws SQLException {
    boolean autoCommit = (boolean) value(state, AUTO_COMMIT);
    if (connection.getAutoCommit() != autoCommit) {
      connection.setAutoCommit(autoCommit);
    }
    boolean readOnly = (boolean) value(state, READ_ONLY);
    if (connection.isReadOnly() != readOnly) {
      connection.setReadOnly(readOnly);
    }
    int holdability = (int) value(state, HOLDABILITY);
    if (connection.getHoldability() != holdability) {
      connection.setHoldability(holdability);
    }
    restoreTypes(connection, state.get(TYPE_MAP));
    connection.clearWarnings();
  }

  /** Comes last: until then the time-out of whoever resets the connection is in force. */
  static void restoreTimeout(Connection connection, Map<String, @Nullable Object> state)
      throws SQLException {
    int timeout = (int) value(state, NETWORK_TIMEOUT);
    if (connection.getNetworkTimeout() != timeout) {
      connection.setNetworkTimeout(Runnable::run, timeout);
    }
  }

  @SuppressWarnings("unchecked")
  private static void restoreTypes(Connection connection, @Nullable Object fresh)
      throws SQLException {
    if (!Objects.equals(connection.getTypeMap(), fresh)) {
      connection.setTypeMap(fresh == null ? null : new HashMap<>((Map<String, Class<?>>) fresh));
    }
  }

  private static Object value(Map<String, @Nullable Object> state, String name) {
    return Objects.requireNonNull(state.get(name), name);
  }

  /** Returns what every getter of JDBC says, asking the server where the driver does. */
  static Map<String, String> fingerprint(Connection connection) throws SQLException {
    Map<String, String> found = new TreeMap<>();
    read(connection).forEach((name, value) -> found.put("jdbc." + name, String.valueOf(value)));
    found.put("jdbc.isolation", String.valueOf(connection.getTransactionIsolation()));
    found.put("jdbc.catalog", String.valueOf(connection.getCatalog()));
    found.put("jdbc.schema", String.valueOf(connection.getSchema()));
    found.put("jdbc.warnings", String.valueOf(connection.getWarnings() != null));
    Properties client = connection.getClientInfo();
    client.stringPropertyNames().stream()
        .filter(name -> !client.getProperty(name).isEmpty())
        .forEach(name -> found.put("jdbc.clientInfo." + name, client.getProperty(name)));
    return found;
  }
}
