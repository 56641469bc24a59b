package dev.latchkey.runtime.pool.dialect;

import static dev.latchkey.runtime.pool.dialect.Sessions.ask;
import static dev.latchkey.runtime.pool.dialect.Sessions.differences;
import static dev.latchkey.runtime.pool.dialect.Sessions.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.runtime.pool.dialect.Sessions.Change;
import dev.latchkey.runtime.pool.dialect.Sessions.View;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** With a real server: a used session is a fresh one again, or is given up. */
class PostgreSqlDialectTest {
  private static PostgreSqlServer server;
  private final Dialects dialects = new Dialects();

  @BeforeAll
  static void start() throws Exception {
    server = new PostgreSqlServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  static Stream<Arguments> leaks() {
    return Stream.of(
        leak("schema", c -> c.setSchema("other"), Connection::getSchema),
        leak("statement_timeout", "SET statement_timeout = 59000", "SHOW statement_timeout"),
        leak("set_config", "SELECT set_config('work_mem', '99kB', false)", "SHOW work_mem"),
        leak("temporary table", "CREATE TEMP TABLE t ()", "SELECT count(*) FROM pg_temp.t"),
        leak("shadowed table", "CREATE TEMP TABLE users ()", "SELECT count(*) FROM users"),
        leak("advisory lock", "SELECT pg_advisory_lock(7)", otherCanLock()),
        leak("notification", c -> run(c, "LISTEN news"), PostgreSqlDialectTest::notifications),
        leak(
            "prepared name",
            "PREPARE p AS SELECT 1",
            "SELECT count(*) FROM pg_prepared_statements"),
        leak("role", "SET ROLE manager", "SELECT current_user"),
        leak(
            "characteristics",
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
            "SHOW transaction_read_only"),
        leak(
            "holdability",
            c -> c.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT),
            Connection::getHoldability),
        leak(
            "application name",
            c -> c.setClientInfo("ApplicationName", "first"),
            c -> c.getClientInfo("ApplicationName") + ask(c, "SHOW application_name")),
        leak("type map", c -> c.setTypeMap(Map.of("t", String.class)), c -> c.getTypeMap().size()),
        leak(
            "prepare threshold",
            c -> c.unwrap(PGConnection.class).setPrepareThreshold(1),
            c -> c.unwrap(PGConnection.class).getPrepareThreshold()),
        leak("sequence", "CREATE TEMP SEQUENCE s; SELECT nextval('s')", "SELECT lastval()"),
        leak("cursor", "DECLARE c CURSOR WITH HOLD FOR SELECT 1", "FETCH c"),
        leak(
            "network timeout",
            c -> c.setNetworkTimeout(Runnable::run, 99_000),
            Connection::getNetworkTimeout),
        leak("read-only", c -> c.setReadOnly(true), Connection::isReadOnly),
        leak("autocommit", c -> c.setAutoCommit(false), Connection::getAutoCommit),
        leak(
            "isolation",
            c -> c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
            Connection::getTransactionIsolation),
        leak("seed", "SELECT setseed(0.5)", PostgreSqlDialectTest::isForeseen),
        leak("time zone", "SET TimeZone = 'Asia/Tokyo'", "SHOW TimeZone"));
  }

  private static Arguments leak(String name, String change, String query) {
    return leak(name, c -> run(c, change), c -> ask(c, query));
  }

  private static Arguments leak(String name, String change, View view) {
    return leak(name, c -> run(c, change), view);
  }

  private static Arguments leak(String name, Change change, View view) {
    return arguments(name, change, view);
  }

  private static View otherCanLock() {
    return c -> {
      try (Connection other = server.connect("")) {
        return ask(other, "SELECT pg_try_advisory_lock(7)");
      }
    };
  }

  private static Object isForeseen(Connection connection) throws SQLException {
    try (Connection other = server.connect("")) {
      run(other, "SELECT setseed(0.5)");
      return ask(other, "SELECT random()").equals(ask(connection, "SELECT random()"));
    }
  }

  private static Object notifications(Connection connection) throws SQLException {
    server.admin("NOTIFY news, 'for the first borrower'");
    ask(connection, "SELECT 1");
    return connection.unwrap(PGConnection.class).getNotifications().length;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("leaks")
  @DisplayName("POOL-18 POOL-21 D-2 What leaks from a naive pool does not after a reset")
  void nothingLeaks(String name, Change change, View view) throws SQLException {
    try (Connection unpooled = server.connect("");
        Connection pooled = server.connect("")) {
      Object fresh = view.of(unpooled);
      SessionDialect dialect = dialects.of(pooled);
      Map<String, @Nullable Object> attributes = dialect.attributes(pooled);

      change.on(pooled);
      assertThat(view.of(pooled)).as("with a naive pool").isNotEqualTo(fresh);

      dialect.reset(pooled, attributes);
      assertThat(view.of(pooled)).as("after a reset").isEqualTo(fresh);
    }
  }

  @Test
  @DisplayName(
      "POOL-17 A transaction that was begun by SQL is seen, which JDBC's flags do not show")
  void transactionOfSqlTextIsSeen() throws SQLException {
    try (Connection connection = server.connect("")) {
      SessionDialect dialect = dialects.of(connection);
      assertThat(dialect.transaction(connection)).isEqualTo(TransactionState.NONE);

      run(connection, "BEGIN");

      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(dialect.transaction(connection)).isEqualTo(TransactionState.OPEN);
      run(connection, "INSERT INTO users VALUES (1001)");
      assertThat(rows(1001)).as("what the next borrower of a naive pool loses").isZero();

      assertThatThrownBy(() -> run(connection, "SELECT 1 / 0")).isInstanceOf(SQLException.class);
      assertThat(dialect.transaction(connection)).isEqualTo(TransactionState.OPEN);
    }
  }

  @Test
  @DisplayName("POOL-16 Closing an open transaction undoes it, so closing is always right")
  void closingUndoes() throws SQLException {
    try (Connection connection = server.connect("")) {
      connection.setAutoCommit(false);
      run(connection, "INSERT INTO users VALUES (1002)");
      assertThat(dialects.of(connection).transaction(connection)).isEqualTo(TransactionState.OPEN);
    }
    assertThat(rows(1002)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&preferQueryMode=simple",
        "&preferQueryMode=extendedForPrepared",
        "&preferQueryMode=extendedCacheEverything&prepareThreshold=1",
        "&ApplicationName=it's&currentSchema=other&readOnly=true",
        "&assumeMinServerVersion=9.0&options=-c%20statement_timeout=5000&connectTimeout=9",
        "&autosave=always&defaultRowFetchSize=7&socketTimeout=30"
      })
  @DisplayName("POOL-19 POOL-22 After everything was changed, a reset session equals a fresh one")
  void parity(String properties) throws SQLException {
    try (Connection connection = server.connect(properties)) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);
      Map<String, String> fresh = dialect.fingerprint(connection);

      dialect.disturb(connection);
      dialect.reset(connection, attributes);

      assertThat(differences(fresh, dialect.fingerprint(connection))).isEmpty();
    }
  }

  @Test
  @DisplayName("POOL-19 What a driver set after its login comes back, lists and quotes included")
  void settingsOfTheDriverComeBack() throws SQLException {
    try (Connection connection = server.connect("")) {
      run(
          connection,
          "SET search_path = \"a, 'b\", other, public",
          "SET DateStyle = 'ISO, DMY'",
          "SET work_mem = '77kB'",
          "SET application_name = E'it\\'s \\\\ mine'");
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);
      Map<String, String> fresh = dialect.fingerprint(connection);

      dialect.disturb(connection);
      dialect.reset(connection, attributes);

      assertThat(differences(fresh, dialect.fingerprint(connection))).isEmpty();
    }
  }

  @Test
  @DisplayName("POOL-19 POOL-22 The fingerprint shows what the server's own reset leaves different")
  void serversResetIsNotEnough() throws SQLException {
    try (Connection connection = server.connect("")) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, String> fresh = dialect.fingerprint(connection);
      dialect.disturb(connection);
      assertThat(differences(fresh, dialect.fingerprint(connection))).hasSizeGreaterThan(30);

      connection.rollback();
      connection.setAutoCommit(true);
      run(connection, "DISCARD ALL");

      assertThat(differences(fresh, dialect.fingerprint(connection)))
          .contains("setting.application_name", "jdbc.holdability", "driver.PrepareThreshold");
    }
  }

  @Test
  @DisplayName("POOL-21 A message that the driver has taken in for one borrower is not the next's")
  void pendingNotificationIsTaken() throws SQLException {
    try (Connection connection = server.connect("")) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);
      run(connection, "LISTEN mail");
      server.admin("NOTIFY mail, 'for the first borrower'");
      run(connection, "SELECT 1");

      dialect.reset(connection, attributes);

      assertThat(connection.unwrap(PGConnection.class).getNotifications()).isEmpty();
    }
  }

  @Test
  @DisplayName("POOL-21 The role that ALTER ROLE gives at login comes back")
  void roleOfLoginComesBack() throws SQLException {
    server.admin("CREATE ROLE tenant LOGIN", "GRANT manager TO tenant");
    server.admin("ALTER ROLE tenant SET role = manager");
    try (Connection connection = server.connect("&user=tenant")) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);
      String fresh = ask(connection, "SELECT current_user");

      run(connection, "RESET ROLE", "SET ROLE NONE");
      dialect.reset(connection, attributes);

      assertThat(ask(connection, "SELECT current_user")).isEqualTo(fresh);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN PERFORM set_config('app.tenant', '7', false); END",
        "BEGIN SET app.tenant = '7'; END",
        "BEGIN EXECUTE 'SET app.tenant = 7'; END",
        "BEGIN SET LOCAL app.tenant = '7'; END",
        "BEGIN SET app.\"tenant\" = '7'; END",
        "BEGIN SET \"app\".tenant = '7'; END",
        "BEGIN SET \"app.tenant\" = '7'; END",
        "BEGIN PERFORM set_config('app.' || 'tenant', '7', false); END",
        "BEGIN EXECUTE format('SET %I.tenant = 7', 'app'); END"
      })
  @DisplayName("POOL-19 POOL-20 A session is given up when a function has left a setting behind")
  void settingOfAFunctionIsFound(String body) throws SQLException {
    server.admin("DROP DATABASE IF EXISTS sneaky", "CREATE DATABASE sneaky");
    server.adminOf(
        "sneaky", "CREATE FUNCTION sneaky() RETURNS void LANGUAGE plpgsql AS $$" + body + "$$");
    try (Connection connection = server.connect("sneaky", "")) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);

      run(connection, "SELECT sneaky()");

      assertThatThrownBy(() -> dialect.reset(connection, attributes))
          .isInstanceOf(SQLException.class)
          .hasMessageNotContaining("tenant");
    }
  }

  @Test
  @DisplayName("POOL-20 A function that sets a setting and was not called costs no session")
  void uncalledFunctionDoesNoHarm() throws SQLException {
    server.admin("DROP DATABASE IF EXISTS calm", "CREATE DATABASE calm");
    server.adminOf(
        "calm",
        "CREATE FUNCTION sneaky() RETURNS text LANGUAGE sql AS"
            + " $$SELECT set_config('app.tenant', '7', false)$$");
    try (Connection connection = server.connect("calm", "")) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);

      dialect.reset(connection, attributes);

      assertThat(ask(connection, "SELECT current_setting('app.tenant', true) IS NULL"))
          .isEqualTo("t");
    }
  }

  @Test
  @DisplayName("POOL-20 Functions that set columns and no settings cost no session")
  void updatingFunctionDoesNoHarm() throws SQLException {
    server.admin("DROP DATABASE IF EXISTS busy", "CREATE DATABASE busy");
    server.adminOf(
        "busy",
        "CREATE TABLE t (\"Name\" text, other text)",
        "CREATE FUNCTION change() RETURNS void LANGUAGE plpgsql AS $$BEGIN"
            + " UPDATE t SET \"Name\" = t.other; UPDATE t SET other=t.other; END$$");
    try (Connection connection = server.connect("busy", "")) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);

      assertThatCode(() -> dialect.reset(connection, attributes)).doesNotThrowAnyException();
    }
  }

  @Test
  @DisplayName("POOL-24 Statements that the driver prepared on the server are gone after a reset")
  void preparedStatementsAreDropped() throws SQLException {
    server.admin("CREATE TABLE grown (id int)", "GRANT ALL ON grown TO app");
    try (Connection connection = server.connect("")) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);
      try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM grown")) {
        for (int i = 0; i < 9; i++) {
          statement.execute();
        }
      }
      assertThat(ask(connection, "SELECT count(*) FROM pg_prepared_statements")).isEqualTo("1");

      dialect.reset(connection, attributes);
      server.admin("ALTER TABLE grown ADD COLUMN more int");

      assertThat(ask(connection, "SELECT count(*) FROM pg_prepared_statements")).isEqualTo("0");
      connection.setAutoCommit(false);
      try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM grown")) {
        assertThat(statement.execute()).isTrue();
      }
      connection.rollback();
    }
  }

  @Test
  @DisplayName("POOL-23 A reset goes back to what the session began with, not to newer defaults")
  void resetGoesBackToTheBeginning() throws SQLException {
    server.admin("CREATE ROLE changing LOGIN");
    try (Connection connection = server.connect("&user=changing")) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);
      server.admin("ALTER ROLE changing SET statement_timeout = '55s'");

      dialect.reset(connection, attributes);

      assertThat(ask(connection, "SHOW statement_timeout")).isEqualTo("0");
    }
  }

  @Test
  @DisplayName("POOL-26 The server is asked nothing where it is seen that it has said nothing")
  void silenceIsSeen() throws SQLException {
    try (Connection connection = server.connect("");
        Connection other = server.connect("")) {
      SessionDialect dialect = dialects.of(connection);
      String pid = ask(connection, "SELECT pg_backend_pid()");
      String lastHeard = "SELECT state_change FROM pg_stat_activity WHERE pid = " + pid;
      String before = ask(other, lastHeard);
      assertThat(dialect.settle(connection, false)).isTrue();
      assertThat(ask(other, lastHeard)).isEqualTo(before);
      assertThat(dialect.settle(connection, true)).isTrue();
      assertThat(ask(other, lastHeard)).isNotEqualTo(before);
    }
  }

  @Test
  @DisplayName("POOL-26 What the server says meanwhile is read, and no reason to give up")
  void notificationsAreRead() throws SQLException {
    try (Connection connection = server.connect("")) {
      SessionDialect dialect = dialects.of(connection);
      ask(connection, "LISTEN news");
      server.admin("NOTIFY news");
      assertThat(dialect.settle(connection, false)).isTrue();
      assertThat(dialect.settle(connection, false)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("POOL-26 A session that the server ended while it was idle is found")
  void endedSessionIsFound(boolean ask) throws SQLException {
    try (Connection connection = server.connect("")) {
      SessionDialect dialect = dialects.of(connection);
      assertThat(dialect.settle(connection, ask)).isTrue();
      int timeout = connection.getNetworkTimeout();
      assertThat(timeout).isZero();

      String pid = ask(connection, "SELECT pg_backend_pid()");
      server.admin("SELECT pg_terminate_backend(" + pid + ")");
      try (Connection other = server.connect("")) {
        String gone = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + pid;
        await().until(() -> ask(other, gone).equals("0"));
      }

      assertThat(dialect.settle(connection, ask)).isFalse();
    }
  }

  @Test
  @DisplayName("POOL-21 A reset that cannot be done is told")
  void failedResetIsTold() throws SQLException {
    Connection connection = server.connect("");
    SessionDialect dialect = dialects.of(connection);
    Map<String, @Nullable Object> attributes = dialect.attributes(connection);
    connection.close();

    assertThatThrownBy(() -> dialect.reset(connection, attributes))
        .isInstanceOf(SQLException.class);
    assertThat(dialect.settle(connection, false)).isFalse();
  }

  private static int rows(int id) throws SQLException {
    try (Connection other = server.connect("")) {
      return Integer.parseInt(ask(other, "SELECT count(*) FROM users WHERE id = " + id));
    }
  }
}
