package dev.latchkey.runtime.pool.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a MySQL or MariaDB session shows of its history, and changes of it that do not last. No
 * statement that fails is used to find out: a driver would write that to the application's log.
 */
final class MySqlSession {
  /** Different with every statement. */
  private static final Set<String> VOLATILE =
      Set.of(
          "timestamp",
          "pseudo_thread_id",
          "rand_seed1",
          "rand_seed2",
          "gtid_binlog_state",
          "gtid_current_pos",
          "gtid_binlog_pos",
          "gtid_slave_pos",
          "gtid_executed",
          "warning_count",
          "error_count");

  private static final String MARK = "latchkey_disturbed";

  private static final List<String> CHANGES =
      List.of(
          "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
          "SET SESSION sql_mode = 'ANSI'",
          "SET SESSION time_zone = '+03:00'",
          "SET SESSION sql_safe_updates = 1",
          "SET SESSION sort_buffer_size = 77824",
          "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
          "SET SESSION TRANSACTION READ ONLY",
          "SET SESSION foreign_key_checks = 0",
          "SET @" + MARK + " = 1",
          "DO GET_LOCK(CONCAT('" + MARK + "', CONNECTION_ID()), 0)",
          "SET ROLE NONE",
          "USE information_schema");

  private MySqlSession() {}

  static void read(Connection connection, Map<String, String> found) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SHOW SESSION VARIABLES")) {
        while (rows.next()) {
          found.put("variable." + rows.getString(1), String.valueOf(rows.getString(2)));
        }
      }
      VOLATILE.forEach(name -> found.remove("variable." + name));
      found.put("database", answer(statement, "SELECT DATABASE()"));
      found.put("role", answer(statement, "SELECT CURRENT_ROLE()"));
      found.put("user variable", answer(statement, "SELECT @" + MARK));
      found.put(
          "lock",
          answer(statement, "SELECT IS_FREE_LOCK(CONCAT('" + MARK + "', CONNECTION_ID()))"));
    }
  }

  private static String answer(Statement statement, String query) {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "nothing";
    } catch (SQLException e) {
      return "error " + e.getErrorCode();
    }
  }

  static void disturb(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String change : CHANGES) {
        run(statement, change);
      }
    }
  }

  /** What this session's user is not allowed to change needs no taking back. */
  private static void run(Statement statement, String change) throws SQLException {
    try {
      statement.execute(change);
    } catch (SQLException e) {
      if (e.getSQLState() == null || e.getSQLState().startsWith("08")) {
        throw e;
      }
    }
  }
}
