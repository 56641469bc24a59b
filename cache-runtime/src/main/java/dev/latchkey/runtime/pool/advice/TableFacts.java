package dev.latchkey.runtime.pool.advice;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the catalogue says of a table.
 *
 * @param rows as last counted by the server's own statistics
 * @param pages of 8 KiB
 * @param leading what the first column of each of its valid, unconditional b-tree indexes is
 */
record TableFacts(double rows, long pages, List<String> leading) {
  private static final String SIZE =
      """
      SELECT c.reltuples, c.relpages, c.oid
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ? AND c.relname = ?
      """;
  private static final String LEADING =
      """
      SELECT pg_catalog.pg_get_indexdef(i.indexrelid, 1, true)
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
        JOIN pg_catalog.pg_am a ON a.oid = x.relam
       WHERE i.indrelid = ? AND a.amname = 'btree' AND i.indisvalid AND i.indpred IS NULL
      """;

  TableFacts {
    leading = List.copyOf(leading);
  }

  /** Reads them; a table that is not there has no rows. */
  static TableFacts of(ReadOnlySession session, String schema, String table) throws SQLException {
    try (PreparedStatement size = session.connection().prepareStatement(SIZE)) {
      size.setString(1, schema);
      size.setString(2, table);
      try (ResultSet found = size.executeQuery()) {
        return found.next()
            ? new TableFacts(
                found.getDouble(1), found.getLong(2), leading(session, found.getLong(3)))
            : new TableFacts(0, 0, List.of());
      }
    }
  }

  private static List<String> leading(ReadOnlySession session, long table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (PreparedStatement indexes = session.connection().prepareStatement(LEADING)) {
      indexes.setLong(1, table);
      try (ResultSet each = indexes.executeQuery()) {
        while (each.next()) {
          String column = each.getString(1);
          if (column != null) { // null for an index that was dropped meanwhile
            columns.add(plain(column));
          }
        }
      }
    }
    return columns;
  }

  /** Drops the casts that the server writes into expressions: {@code lower(email::text)}. */
  private static String plain(String expression) {
    return expression.replaceAll("\\(?([a-z_\"][\\w$\" ]*)\\)?::[a-z ]+", "$1");
  }
}
