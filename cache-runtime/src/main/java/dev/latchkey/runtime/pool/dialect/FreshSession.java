package dev.latchkey.runtime.pool.dialect;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has to be known of a PostgreSQL session before its first borrower, so that the reset can put
 * it back. Immutable.
 *
 * @param columns text that follows a column of a query: further columns that put back what the
 *     driver set after its login, such as the application's name, and a last one, whether a setting
 *     with a prefix was left behind
 * @param isUnknown whether some of those have names that cannot be told
 */
record FreshSession(String columns, boolean isUnknown) {
  private static final String ROLE = "role";
  private static final String NO_ROLE = "none";

  private static final String SET_AFTER_LOGIN =
      "SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session'"
          + " AND context IN ('user', 'superuser') AND name NOT LIKE 'transaction\\_%'"
          + " UNION ALL SELECT 'role', pg_catalog.current_setting('role')"
          + " UNION ALL SELECT NULL, source.* FROM (";

  /** Asks the server, in one round trip. */
  static FreshSession read(Statement statement, int version) throws SQLException {
    Map<String, String> settings = new TreeMap<>();
    List<String> sources = new ArrayList<>();
    String query = SET_AFTER_LOGIN + CustomSettings.sources(version) + ") source";
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        String name = rows.getString(1);
        if (name == null) {
          sources.add(rows.getString(2));
        } else {
          settings.put(name, rows.getString(2));
        }
      }
    }
    // DISCARD ALL leaves it at none on some versions, even if ALTER ROLE gives another one.
    settings.remove(ROLE, NO_ROLE);
    return of(settings, CustomSettings.of(sources));
  }

  private static FreshSession of(Map<String, String> settings, CustomSettings custom) {
    StringBuilder columns = new StringBuilder();
    settings.forEach((name, value) -> appendSetting(columns, name, value));
    custom.appendCheck(columns);
    return new FreshSession(columns.toString(), custom.areUnknown());
  }

  private static void appendSetting(StringBuilder text, String name, String value) {
    text.append(", pg_catalog.set_config(");
    appendLiteral(text, name);
    text.append(", ");
    appendLiteral(text, value);
    text.append(", false)");
  }

  /** A text constant that reads the same whatever {@code standard_conforming_strings} is. */
  private static void appendLiteral(StringBuilder text, String value) {
    text.append("E'").append(value.replace("\\", "\\\\").replace("'", "''")).append('\'');
  }
}
