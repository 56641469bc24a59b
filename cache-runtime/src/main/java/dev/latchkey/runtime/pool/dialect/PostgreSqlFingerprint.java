package dev.latchkey.runtime.pool.dialect;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** What the server's side of a PostgreSQL session shows of its history. */
final class PostgreSqlFingerprint {
  /** Settings with a prefix are an extension's or the users' own and may hold a secret. */
  private static final String STATE =
      """
      SELECT 'setting.' || name,
          CASE WHEN name LIKE '%.%' THEN md5(setting) ELSE setting END
        FROM pg_catalog.pg_settings
        WHERE context IN ('user', 'superuser', 'backend', 'superuser-backend')
      UNION ALL SELECT 'session_user', session_user::text
      UNION ALL SELECT 'current_user', current_user::text
      UNION ALL SELECT 'advisory locks', count(*)::text
        FROM pg_catalog.pg_locks WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'advisory'
      UNION ALL SELECT 'temporary objects', count(*)::text
        FROM pg_catalog.pg_class WHERE relnamespace = pg_catalog.pg_my_temp_schema()
      UNION ALL SELECT 'temporary functions', count(*)::text
        FROM pg_catalog.pg_proc WHERE pronamespace = pg_catalog.pg_my_temp_schema()
      UNION ALL SELECT 'prepared statements', count(*)::text
        FROM pg_catalog.pg_prepared_statements
      UNION ALL SELECT 'cursors', count(*)::text
        FROM pg_catalog.pg_cursors WHERE is_holdable
      UNION ALL SELECT 'listening', count(*)::text FROM pg_catalog.pg_listening_channels()
      """;

  private static final String NO_SEQUENCE_USED = "55000";

  private PostgreSqlFingerprint() {}

  static void read(Statement statement, Map<String, String> found) throws SQLException {
    try (ResultSet rows = statement.executeQuery(STATE)) {
      while (rows.next()) {
        found.put(rows.getString(1), String.valueOf(rows.getString(2)));
      }
    }
    found.put("last sequence value", lastValue(statement));
  }

  /** Only whether there is one: it may be a sequence that this role is not allowed to read. */
  private static String lastValue(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT pg_catalog.lastval()")) {
      return row.next() ? "some" : "none";
    } catch (SQLException e) {
      return NO_SEQUENCE_USED.equals(e.getSQLState()) ? "none" : "some";
    }
  }
}
