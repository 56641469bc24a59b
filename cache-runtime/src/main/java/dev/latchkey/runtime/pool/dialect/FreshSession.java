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
 * @param settings those that the driver set after its login, such as the application's name, and
 *     the role, which DISCARD ALL leaves at none on some versions even if ALTER ROLE gives another
 * @param custom the settings with a prefix that this database may set
 */
record FreshSession(Map<String, String> settings, CustomSettings custom) {
  private static final String SET_AFTER_LOGIN =
      "SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session'"
          + " AND context IN ('user', 'superuser') AND name NOT LIKE 'transaction\\_%'"
          + " UNION ALL SELECT 'role', pg_catalog.current_setting('role')"
          + " UNION ALL SELECT NULL, source.* FROM (";

  FreshSession {
    settings = Map.copyOf(settings);
  }

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
    return new FreshSession(settings, CustomSettings.of(sources));
  }

  /** Appends columns that put the settings back, and a last one: whether a custom one is left. */
  void appendTo(StringBuilder text) {
    settings.forEach((name, value) -> appendSetting(text, name, value));
    custom.appendCheck(text);
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
