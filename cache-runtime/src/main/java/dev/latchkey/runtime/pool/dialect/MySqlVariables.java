package dev.latchkey.runtime.pool.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The variables of a MySQL or MariaDB session that drivers set after their login. Immutable.
 *
 * @param setText the statement that sets them all as they were
 */
record MySqlVariables(String setText) {
  private static final List<String> NAMES =
      List.of(
          "character_set_client",
          "character_set_results",
          "collation_connection",
          "sql_mode",
          "time_zone",
          "session_track_schema",
          "session_track_system_variables",
          "net_write_timeout",
          "wait_timeout",
          "autocommit");

  private static final String QUERY = "SELECT @@" + String.join(", @@", NAMES);

  /** Asks the server, in one round trip. */
  static MySqlVariables read(Connection fresh) throws SQLException {
    try (Statement statement = fresh.createStatement();
        ResultSet values = statement.executeQuery(QUERY)) {
      values.next();
      StringBuilder text = new StringBuilder("SET ");
      for (int i = 0; i < NAMES.size(); i++) {
        text.append(i == 0 ? "" : ", ").append("SESSION ").append(NAMES.get(i)).append(" = ");
        append(text, values.getString(i + 1));
      }
      return new MySqlVariables(text.toString());
    }
  }

  /** None of the values has a quote or a backslash in it, unless somebody means harm. */
  private static void append(StringBuilder text, String value) throws SQLException {
    if (value == null) {
      text.append("NULL");
    } else if (value.matches("\\d+")) {
      text.append(value);
    } else if (value.matches("[\\w,:+/ *-]*")) {
      text.append('\'').append(value).append('\'');
    } else {
      throw new SQLException("a variable of the session has an unexpected value");
    }
  }
}
