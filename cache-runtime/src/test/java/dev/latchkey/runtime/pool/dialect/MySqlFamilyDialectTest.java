package dev.latchkey.runtime.pool.dialect;

import static dev.latchkey.runtime.pool.dialect.Sessions.ask;
import static dev.latchkey.runtime.pool.dialect.Sessions.differences;
import static dev.latchkey.runtime.pool.dialect.Sessions.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.runtime.jdbc.BoundValues;
import dev.latchkey.runtime.pool.dialect.Sessions.Change;
import dev.latchkey.runtime.pool.dialect.Sessions.View;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a real MariaDB, through its own driver and through MySQL's. */
class MySqlFamilyDialectTest {
  private static MariaDbServer server;
  private final Dialects dialects = new Dialects();

  @BeforeAll
  static void start() throws Exception {
    server = MariaDbServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  static Stream<Arguments> leaks() {
    return Stream.of("mariadb", "mysql")
        .flatMap(
            driver ->
                Stream.of(
                    leak(driver, "catalog", c -> c.setCatalog("other"), "SELECT DATABASE()"),
                    leak(driver, "database", "USE other", "SELECT DATABASE()"),
                    leak(driver, "user variable", "SET @tenant = 7", "SELECT @tenant"),
                    leak(driver, "sql_mode", "SET sql_mode = 'ANSI'", "SELECT @@sql_mode"),
                    leak(driver, "time zone", "SET time_zone = '+03:00'", "SELECT @@time_zone"),
                    leak(
                        driver,
                        "shadowed table",
                        "CREATE TEMPORARY TABLE users (id int)",
                        "SELECT count(*) FROM users"),
                    leak(driver, "prepared name", "PREPARE p FROM 'SELECT 1'", "EXECUTE p"),
                    leak(driver, "lock", "DO GET_LOCK('only', 0)", "SELECT IS_FREE_LOCK('only')"),
                    leak(
                        driver,
                        "isolation",
                        c -> c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
                        "SELECT @@tx_isolation"),
                    leak(
                        driver,
                        "isolation by SQL",
                        "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                        "SELECT @@tx_isolation"),
                    leak(
                        driver,
                        "collation",
                        "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
                        "SELECT @@collation_connection"),
                    leak(driver, "read-only", c -> c.setReadOnly(true), Connection::isReadOnly),
                    leak(driver, "autocommit", "SET autocommit = 0", "SELECT @@autocommit"),
                    leak(
                        driver,
                        "last id",
                        "SELECT LAST_INSERT_ID(77)",
                        "SELECT LAST_INSERT_ID()")));
  }

  private static Arguments leak(String driver, String name, String change, String query) {
    return arguments(driver, name, (Change) c -> run(c, change), (View) c -> ask(c, query));
  }

  private static Arguments leak(String driver, String name, Change change, String query) {
    return arguments(driver, name, change, (View) c -> ask(c, query));
  }

  private static Arguments leak(String driver, String name, String change, View view) {
    return arguments(driver, name, (Change) c -> run(c, change), view);
  }

  private static Arguments leak(String driver, String name, Change change, View view) {
    return arguments(driver, name, change, view);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("leaks")
  @DisplayName("POOL-18 POOL-21 D-2 What leaks from a naive pool does not after a reset")
  void nothingLeaks(String driver, String name, Change change, View view) throws SQLException {
    try (Connection unpooled = server.connect(driver, "app", "");
        Connection pooled = server.connect(driver, "app", "")) {
      Object fresh = view.of(unpooled);
      SessionDialect dialect = dialects.of(pooled);
      Map<String, @Nullable Object> attributes = dialect.attributes(pooled);

      change.on(pooled);
      assertThat(view.of(pooled)).as("with a naive pool").isNotEqualTo(fresh);

      dialect.reset(pooled, attributes);
      assertThat(view.of(pooled)).as("after a reset").isEqualTo(fresh);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  @DisplayName(
      "POOL-17 A transaction that was begun by SQL is seen, which JDBC's flags do not show")
  void transactionOfSqlTextIsSeen(String driver) throws SQLException {
    try (Connection connection = server.connect(driver, "app", "")) {
      SessionDialect dialect = dialects.of(connection);
      assertThat(dialect.transaction(connection)).isEqualTo(TransactionState.NONE);

      run(connection, "BEGIN");

      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(dialect.transaction(connection)).isEqualTo(TransactionState.OPEN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  @DisplayName("POOL-16 Closing an open transaction undoes it, so closing is always right")
  void closingUndoes(String driver) throws SQLException {
    try (Connection other = server.connect(driver, "app", "")) {
      run(other, "CREATE OR REPLACE TABLE undone (id int) ENGINE = InnoDB");
      try (Connection connection = server.connect(driver, "app", "")) {
        connection.setAutoCommit(false);
        run(connection, "INSERT INTO undone VALUES (1)");
        assertThat(dialects.of(connection).transaction(connection))
            .isEqualTo(TransactionState.OPEN);
      }
      assertThat(ask(other, "SELECT count(*) FROM undone")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mariadb, app, ''",
    "mariadb, app, ?sessionVariables=sql_mode='IGNORE_SPACE'",
    "mariadb, app, ?useResetConnection=true&autocommit=false",
    "mariadb, app, ?transactionIsolation=READ-COMMITTED",
    "mysql, app, ''",
    "mysql, app, ?sessionVariables=sql_mode='IGNORE_SPACE'",
    "mysql, app, ?connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true"
  })
  @DisplayName("POOL-19 POOL-22 After everything was changed, a reset session equals a fresh one")
  void parity(String driver, String database, String properties) throws SQLException {
    assertThat(afterReset(driver, database, properties)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "mariadb, app, ?sessionVariables=max_statement_time=9, variable.max_statement_time",
    "mariadb, '', '', database",
    "mysql, app, ?paranoid=true, user variable",
    "mysql, '', '', database"
  })
  @DisplayName("POOL-22 What the reset cannot put back is found by the comparison")
  void unequalSessionsAreFound(String driver, String database, String properties, String name)
      throws SQLException {
    assertThat(afterReset(driver, database, properties)).contains(name);
  }

  private SortedSet<String> afterReset(String driver, String database, String properties)
      throws SQLException {
    try (Connection connection = server.connect(driver, database, properties)) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);
      Map<String, String> fresh = dialect.fingerprint(connection);
      dialect.disturb(connection);
      dialect.reset(connection, attributes);
      return differences(fresh, dialect.fingerprint(connection));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "useResetConnection=true",
        "useResetConnection=true&sessionVariables=sql_mode='IGNORE_SPACE'"
      })
  @DisplayName("POOL-22 The driver's own reset, which loses its character set, is found")
  void driversOwnResetIsFound(String properties) throws SQLException {
    try (Connection connection = server.connect("mariadb", "app", "?" + properties)) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, String> fresh = dialect.fingerprint(connection);

      connection.unwrap(org.mariadb.jdbc.Connection.class).reset();

      assertThat(differences(fresh, dialect.fingerprint(connection)))
          .contains("variable.character_set_client", "variable.sql_mode");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  @DisplayName("POOL-26 A session that the server ended while it was idle is found")
  void endedSessionIsFound(String driver) throws SQLException {
    try (Connection connection = server.connect(driver, "app", "");
        Connection other = server.connect(driver, "app", "")) {
      SessionDialect dialect = dialects.of(connection);
      assertThat(dialect.settle(connection, false)).isTrue();

      run(other, "KILL " + ask(connection, "SELECT CONNECTION_ID()"));

      assertThat(dialect.settle(connection, false)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  @DisplayName("POOL-23 A reset puts back what the driver set, not what has become the default")
  void driversSettingsComeBack(String driver) throws SQLException {
    try (Connection connection = server.connect(driver, "app", "")) {
      SessionDialect dialect = dialects.of(connection);
      Map<String, @Nullable Object> attributes = dialect.attributes(connection);
      String mode = ask(connection, "SELECT @@sql_mode");
      List<String> everybodys = List.of("SET GLOBAL sql_mode = 'ANSI'", "SET GLOBAL sql_mode = ''");

      run(connection, everybodys.get(0));
      dialect.reset(connection, attributes);
      run(connection, everybodys.get(1));

      assertThat(ask(connection, "SELECT @@sql_mode")).isEqualTo(mode);
    }
  }

  static Stream<Arguments> values() {
    return Stream.of("mariadb", "mysql")
        .flatMap(
            driver ->
                Stream.of(
                    value(driver, 7L, statement -> statement.setLong(2, 7)),
                    value(driver, 7, statement -> statement.setInt(2, 7)),
                    value(driver, (short) 7, statement -> statement.setShort(2, (short) 7)),
                    value(driver, (byte) 7, statement -> statement.setByte(2, (byte) 7)),
                    value(driver, 7L, statement -> statement.setObject(2, 7L)),
                    value(driver, "7", statement -> statement.setString(2, "7")),
                    value(driver, null, statement -> statement.setBigDecimal(2, BigDecimal.TEN)),
                    value(driver, null, statement -> statement.setBoolean(2, true)),
                    value(driver, null, statement -> statement.setDouble(2, 7)),
                    value(driver, null, statement -> statement.setNull(2, Types.BIGINT)),
                    value(driver, null, statement -> statement.setBytes(2, new byte[] {55})),
                    value(
                        driver,
                        null,
                        statement -> statement.setCharacterStream(2, new StringReader("7")))));
  }

  /** Sets the second value of a statement. */
  private interface Setter {
    void set(PreparedStatement statement) throws SQLException;
  }

  private static Arguments value(String driver, @Nullable Object expected, Setter setter) {
    return arguments(driver, expected, setter);
  }

  @ParameterizedTest
  @MethodSource("values")
  @DisplayName("SES-13 what is set on a statement is read, where it compares safely")
  void readsValues(String driver, @Nullable Object expected, Setter setter) throws SQLException {
    for (String properties : List.of("", "?useServerPrepStmts=true")) {
      try (Connection connection = server.connect(driver, "app", properties);
          PreparedStatement statement =
              connection.prepareStatement("UPDATE users SET id = ? WHERE id = ?")) {
        statement.setInt(1, 8);
        setter.set(statement);

        assertThat(BoundValues.at(statement, 2)).isEqualTo(expected);
        assertThat(BoundValues.at(statement, 3)).isNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  @DisplayName("SES-13 a text that may be sent cut, or as a number, is not read")
  void readsNoConvertedTexts(String driver) throws SQLException {
    try (Connection connection = server.connect(driver, "app", "");
        PreparedStatement statement =
            connection.prepareStatement("UPDATE users SET id = ? WHERE id = ?")) {
      statement.setObject(2, "077", Types.INTEGER);
      assertThat(BoundValues.at(statement, 2)).isNotEqualTo("077");

      statement.setObject(2, "value", Types.VARCHAR, 3);
      assertThat(BoundValues.at(statement, 2)).isIn(null, sent(statement));
    }
  }

  /** A driver that keeps a length beside a value may send less of it. */
  @Test
  @DisplayName("SES-13 a value that is set with a length of its own is not read")
  void readsNoValuesWithALength() throws SQLException {
    UUID id = new UUID(1, 2);
    try (Connection connection = server.connect("mariadb", "app", "");
        PreparedStatement statement =
            connection.prepareStatement("UPDATE users SET id = ? WHERE id = ?")) {
      statement.setObject(2, id, Types.OTHER);
      assertThat(BoundValues.at(statement, 2)).isEqualTo(id);
      statement.setObject(2, id, Types.OTHER, 3);
      assertThat(BoundValues.at(statement, 2)).isNull();
    }
  }

  /** Returns what the server gets as the second value. */
  private static String sent(PreparedStatement statement) throws SQLException {
    try (PreparedStatement echo = statement.getConnection().prepareStatement("SELECT ?")) {
      echo.setObject(1, "value", Types.VARCHAR, 3);
      try (ResultSet rows = echo.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
