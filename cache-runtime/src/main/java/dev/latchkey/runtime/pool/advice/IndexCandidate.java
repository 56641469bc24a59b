package dev.latchkey.runtime.pool.advice;

import java.util.List;

/**
 * An index that does not exist.
 *
 * @param parts its columns or expressions, as PostgreSQL writes them
 */
record IndexCandidate(String schema, String table, List<String> parts) {
  IndexCandidate {
    parts = List.copyOf(parts);
  }

  /** Returns the statement that a person would run, which lets others write meanwhile. */
  String concurrently() {
    return "CREATE INDEX CONCURRENTLY" + on();
  }

  /** Returns the statement as HypoPG takes it. */
  String plain() {
    return "CREATE INDEX" + on();
  }

  private String on() {
    String columns = String.join(", ", parts);
    return " ON " + quoted(schema) + "." + quoted(table) + " (" + columns + ")";
  }

  private static String quoted(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
