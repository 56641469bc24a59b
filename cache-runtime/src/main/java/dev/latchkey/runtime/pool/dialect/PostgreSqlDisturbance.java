package dev.latchkey.runtime.pool.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** Changes of a PostgreSQL session of every kind, none of which outlives it. */
final class PostgreSqlDisturbance {
  private static final List<String> STATEMENTS =
      List.of(
          "SET statement_timeout = '59s'",
          "SET lock_timeout = '58s'",
          "SET idle_in_transaction_session_timeout = '57s'",
          "SET TimeZone = 'Pacific/Chatham'",
          "SET IntervalStyle = 'iso_8601'",
          "SET bytea_output = 'escape'",
          "SET extra_float_digits = -3",
          "SET work_mem = '77kB'",
          "SET enable_seqscan = off",
          "SET application_name = 'disturbed'",
          "CREATE TEMPORARY TABLE latchkey_disturbed (id serial)",
          "INSERT INTO latchkey_disturbed DEFAULT VALUES",
          "SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.pg_backend_pid(), 1281050485)",
          "LISTEN latchkey_disturbed",
          "PREPARE latchkey_disturbed AS SELECT 1",
          "DECLARE latchkey_disturbed CURSOR WITH HOLD FOR SELECT 1",
          "SET search_path = pg_temp",
          "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE, DEFERRABLE");

  private static final String OTHER_ROLE =
      "SELECT pg_catalog.quote_ident(rolname) FROM pg_catalog.pg_roles WHERE rolname <>"
          + " current_user AND pg_catalog.pg_has_role(session_user, oid, 'MEMBER') LIMIT 1";

  private PostgreSqlDisturbance() {}

  static void on(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String text : STATEMENTS) {
        run(statement, text);
      }
      changeRole(statement);
    }
    connection.setClientInfo("ApplicationName", "disturbed too");
    connection.setHoldability(
        connection.getHoldability() == ResultSet.HOLD_CURSORS_OVER_COMMIT
            ? ResultSet.CLOSE_CURSORS_AT_COMMIT
            : ResultSet.HOLD_CURSORS_OVER_COMMIT);
    connection.setNetworkTimeout(Runnable::run, connection.getNetworkTimeout() + 60_000);
    connection.setTypeMap(Map.of("disturbed", Object.class));
    connection.setReadOnly(!connection.isReadOnly());
    connection.setAutoCommit(!connection.getAutoCommit());
  }

  private static void changeRole(Statement statement) throws SQLException {
    String role = null;
    try (ResultSet roles = statement.executeQuery(OTHER_ROLE)) {
      if (roles.next()) {
        role = roles.getString(1);
      }
    }
    if (role != null) {
      run(statement, "SET ROLE " + role);
    }
  }

  /** What this session's user is not allowed to change needs no taking back. */
  private static void run(Statement statement, String text) throws SQLException {
    try {
      statement.execute(text);
    } catch (SQLException e) {
      if (e.getSQLState() == null || e.getSQLState().startsWith("08")) {
        throw e;
      }
    }
  }
}
