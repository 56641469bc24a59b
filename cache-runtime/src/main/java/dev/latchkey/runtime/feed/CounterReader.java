package dev.latchkey.runtime.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Compares the counters of PostgreSQL's statistics once a second. A rollback counts as a change,
 * which costs a miss. The number of a table's file tells of a {@code TRUNCATE}, which counts no
 * rows. Confined to the feed's thread.
 */
final class CounterReader implements ChangeReader {
  private static final long PAUSE_MILLIS = 1_000;

  private static final String COUNTERS =
      """
      SELECT c.oid, coalesce(s.n_tup_ins, 0), coalesce(s.n_tup_upd, 0), coalesce(s.n_tup_del, 0),
          pg_relation_filenode(c.oid)
        FROM pg_class c LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid WHERE c.oid = ANY (?)
      """;

  private static final String COUNTED =
      "SELECT current_setting('track_counts')::boolean, pg_is_in_recovery()";

  private final Connection connection;
  private final Collection<FeedTable> tables;
  private Map<Long, String> seen;

  private CounterReader(Connection connection, Collection<FeedTable> tables)
      throws SQLException, FeedException {
    this.connection = connection;
    this.tables = tables;
    seen = counters(WatchedTables.find(connection, tables));
  }

  static CounterReader open(Connection connection, Collection<FeedTable> tables)
      throws SQLException, FeedException {
    try (PreparedStatement counted = connection.prepareStatement(COUNTED);
        ResultSet row = counted.executeQuery()) {
      if (!row.next() || !row.getBoolean(1)) {
        throw new FeedException("the database counts no rows: track_counts is off");
      }
      if (row.getBoolean(2)) {
        throw new FeedException(
            "the database is a standby, which counts no rows that it gets from its primary; name"
                + " the primary");
      }
    }
    return new CounterReader(connection, tables);
  }

  @Override
  public Set<FeedTable> next() throws SQLException, FeedException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Set.of();
    }
    Map<Long, FeedTable> numbers = WatchedTables.find(connection, tables);
    Map<Long, String> now = counters(numbers);
    Set<FeedTable> changed = new HashSet<>();
    numbers.forEach(
        (number, table) -> {
          if (!now.getOrDefault(number, "").equals(seen.get(number))) {
            changed.add(table);
          }
        });
    seen = now;
    return changed;
  }

  private Map<Long, String> counters(Map<Long, FeedTable> numbers) throws SQLException {
    Map<Long, String> counters = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COUNTERS)) {
      statement.setArray(1, WatchedTables.array(connection, numbers.keySet()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          counters.put(
              row.getLong(1),
              row.getLong(2) + " " + row.getLong(3) + " " + row.getLong(4) + " " + row.getLong(5));
        }
      }
    }
    return counters;
  }
}
