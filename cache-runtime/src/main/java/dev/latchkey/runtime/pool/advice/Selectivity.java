package dev.latchkey.runtime.pool.advice;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Estimates what share of a table's rows have one value of a column. Stateless. */
final class Selectivity {
  private static final String DISTINCT =
      """
      SELECT n_distinct FROM pg_catalog.pg_stats
       WHERE schemaname = ? AND tablename = ? AND attname = ?
      """;

  private Selectivity() {}

  /**
   * Returns the share, 0 to 1; 1 when the server has no statistics of it, as of an expression that
   * is not indexed.
   */
  static double of(ReadOnlySession session, String schema, String table, String part, double rows)
      throws SQLException {
    String column = part.replaceAll("^\\w+\\((.*)\\)$", "$1").replace("\"", "");
    try (PreparedStatement query = session.connection().prepareStatement(DISTINCT)) {
      query.setString(1, schema);
      query.setString(2, table);
      query.setString(3, column);
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? share(found.getDouble(1), rows) : 1;
      }
    }
  }

  /** The server counts distinct values, or, below zero, their share of the rows. */
  private static double share(double distinct, double rows) {
    double values = distinct < 0 ? -distinct * rows : distinct;
    return values < 1 ? 1 : 1 / values;
  }
}
