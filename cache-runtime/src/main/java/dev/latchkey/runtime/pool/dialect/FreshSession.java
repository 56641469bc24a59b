package dev.latchkey.runtime.pool.dialect;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What has to be known of a PostgreSQL session before its first borrower, so that the reset can put
 * it back. Immutable.
 *
 * @param statements what puts back what the driver set after its login, such as the application's
 *     name; where a setting with a prefix may be left behind, the last column of the last result
 *     tells whether one was
 * @param isUnknown whether some of those have names that cannot be told
 */
record FreshSession(String statements, boolean isUnknown) {
  private static final String ROLE = "role";
  private static final String NO_ROLE = "none";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** The command SET takes a text for these as one name, which may have commas in it. */
  private static final Set<String> LISTS_OF_NAMES =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "temp_tablespaces");

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
    StringBuilder commands = new StringBuilder();
    StringBuilder columns = new StringBuilder();
    settings.forEach(
        (name, value) -> {
          if (isSetByCommand(name)) {
            appendCommand(commands, name, value);
          } else {
            appendColumn(columns, name, value);
          }
        });
    custom.appendCheck(columns);
    if (!columns.isEmpty()) {
      commands.append("; SELECT ").append(columns, ", ".length(), columns.length());
    }
    return new FreshSession(commands.toString(), custom.areUnknown());
  }

  /** A command costs the server a third of what a query does that calls set_config. */
  private static boolean isSetByCommand(String name) {
    return PLAIN.matcher(name).matches() && !LISTS_OF_NAMES.contains(name);
  }

  private static void appendCommand(StringBuilder text, String name, String value) {
    text.append("; SET ").append(name).append(" = ");
    appendLiteral(text, value);
  }

  private static void appendColumn(StringBuilder text, String name, String value) {
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
