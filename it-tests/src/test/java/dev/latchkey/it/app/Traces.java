package dev.latchkey.it.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.it.app.Borrowing.Login;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/**
 * What one borrower of a connection can leave for the next, on a database that has the tables
 * {@code users}, {@code documents} and {@code written}, the schema {@code other} and the role
 * {@code manager}. Confined to one thread.
 */
final class Traces {
  /** As many as a call site has to give back before it is served, and some more. */
  private static final int LEARNED = 25;

  private static final String PROCESS = "SELECT pg_backend_pid()";

  private final Map<String, Trace> all = new LinkedHashMap<>();
  private final Login login;

  Traces(Login login) {
    this.login = login;
    add("schema", c -> c.setSchema("other"), Connection::getSchema);
    add("time-out", "SET statement_timeout = 59000", "SHOW statement_timeout");
    add("set_config", "SELECT set_config('work_mem', '99kB', false)", "SHOW work_mem");
    add("temporary table", "CREATE TEMP TABLE t ()", "SELECT to_regclass('t') IS NULL");
    add("shadowed table", "CREATE TEMP TABLE users ()", "SELECT count(*) FROM users");
    add("advisory lock", c -> run(c, "SELECT pg_advisory_lock(7)"), c -> canLock());
    add("notifications", c -> run(c, "LISTEN news"), this::notifications);
    add(
        "prepared name",
        "PREPARE mine AS SELECT 1",
        "SELECT count(*) FROM pg_prepared_statements WHERE name = 'mine'");
    add("role", "SET ROLE manager", "SELECT current_user");
    add(
        "characteristics",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SHOW transaction_read_only");
    add(
        "holdability",
        c -> c.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT),
        Connection::getHoldability);
    add(
        "application name",
        c -> c.setClientInfo("ApplicationName", "first"),
        c -> ask(c, "SHOW application_name"));
    add("type map", c -> c.setTypeMap(Map.of("t", String.class)), c -> c.getTypeMap().size());
    add(
        "prepare threshold",
        c -> c.unwrap(PGConnection.class).setPrepareThreshold(1),
        c -> c.unwrap(PGConnection.class).getPrepareThreshold());
    add("lost commit", c -> run(c, "BEGIN"), this::isWritten);
    // Row-level security that goes by a setting of the session.
    add("tenant", "SET app.tenant = '7'", "SELECT count(*) FROM documents");
    add(
        "tenant by select",
        "SELECT set_config('app.tenant', '7', false)",
        "SELECT count(*) FROM documents");
  }

  private record Trace(Change change, View view) {}

  /** Something that is done to a session. */
  private interface Change {
    void on(Connection connection) throws SQLException;
  }

  /** Something that a borrower can see of a session. */
  private interface View {
    Object of(Connection connection) throws SQLException;
  }

  /** Somebody who gives connections. */
  private interface Pool {
    Connection open() throws SQLException;
  }

  private void add(String name, String change, String question) {
    add(name, c -> run(c, change), c -> ask(c, question));
  }

  private void add(String name, Change change, View view) {
    all.put(name, new Trace(change, view));
  }

  /** Returns for each trace what the second borrower of a pool that only pools has. */
  Map<String, String> leftByNaivePool() throws SQLException {
    Map<String, String> found = new TreeMap<>();
    for (Map.Entry<String, Trace> each : all.entrySet()) {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(login.url());
      config.setUsername(login.user());
      config.setPassword(login.password());
      config.setMaximumPoolSize(1);
      try (HikariDataSource pool = new HikariDataSource(config)) {
        found.put(each.getKey(), left(each.getValue(), pool::getConnection));
      }
    }
    return found;
  }

  /** Returns the same for a caller who connects each time, once its calls are served. */
  Map<String, String> leftByConnecting() throws SQLException {
    for (int i = 0; i < LEARNED; i++) {
      open().close();
    }
    Map<String, String> found = new TreeMap<>();
    for (Map.Entry<String, Trace> each : all.entrySet()) {
      found.put(each.getKey(), left(each.getValue(), this::open));
    }
    return found;
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection(login.url(), login.user(), login.password());
  }

  private String left(Trace trace, Pool pool) throws SQLException {
    Object unspoilt;
    try (Connection fresh = fresh()) {
      unspoilt = trace.view.of(fresh);
    }
    String process;
    try (Connection first = pool.open()) {
      process = ask(first, PROCESS);
      trace.change.on(first);
    }
    try (Connection second = pool.open()) {
      String session = ask(second, PROCESS).equals(process) ? "same session" : "another session";
      boolean clean = Objects.equals(trace.view.of(second), unspoilt);
      return (clean ? "clean, " : "leaks, ") + session;
    }
  }

  /** Returns a session that nobody ever pools. */
  private Connection fresh() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password());
    return Objects.requireNonNull(new Driver().connect(login.url(), properties));
  }

  private String canLock() throws SQLException {
    try (Connection other = fresh()) {
      return ask(other, "SELECT pg_try_advisory_lock(7)");
    }
  }

  private Object notifications(Connection connection) throws SQLException {
    try (Connection other = fresh()) {
      run(other, "NOTIFY news, 'for the first borrower'");
    }
    ask(connection, "SELECT 1");
    return connection.unwrap(PGConnection.class).getNotifications().length;
  }

  /** Returns whether what was written without a transaction is there for others. */
  private String isWritten(Connection connection) throws SQLException {
    run(connection, "INSERT INTO written VALUES (1)");
    try (Connection other = fresh()) {
      String there = ask(other, "SELECT count(*) FROM written");
      run(other, "DELETE FROM written");
      return there;
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "nothing";
    }
  }
}
