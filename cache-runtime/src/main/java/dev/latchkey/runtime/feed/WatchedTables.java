package dev.latchkey.runtime.feed;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the tables of a feed in the catalogue: each with its partitions and heirs, whose rows are
 * changed under their own numbers. Stateless.
 */
final class WatchedTables {
  private static final String TREE =
      """
      WITH RECURSIVE tree AS (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')
        UNION SELECT i.inhrelid FROM pg_inherits i JOIN tree ON i.inhparent = tree.oid)
      SELECT oid FROM tree
      """;

  /** One that an operator wrote himself may leave columns out, but no kind of write: 4+8+16+32. */
  private static final String WITHOUT_TRIGGER =
      """
      SELECT c.oid::regclass::text FROM pg_class c
        WHERE c.oid = ANY (?) AND NOT EXISTS (
          SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = ? AND t.tgenabled = 'A'
            AND t.tgtype & 60 = 60 AND t.tgqual IS NULL)
      """;

  /** What a subscription writes runs row triggers alone; it may know a table by its parent. */
  private static final String SUBSCRIBED =
      """
      WITH RECURSIVE above AS (
        SELECT c.oid, c.oid AS watched FROM pg_class c WHERE c.oid = ANY (?)
        UNION SELECT i.inhparent, above.watched FROM pg_inherits i
          JOIN above ON i.inhrelid = above.oid)
      SELECT above.watched::regclass::text
        FROM pg_subscription_rel s JOIN above ON above.oid = s.srrelid
      """;

  private WatchedTables() {}

  /**
   * Returns the numbers that changes of the tables are told by.
   *
   * @throws FeedException when there is no such table, or it cannot be seen
   */
  static Map<Long, FeedTable> find(Connection connection, Collection<FeedTable> tables)
      throws SQLException, FeedException {
    Map<Long, FeedTable> found = new LinkedHashMap<>();
    try (PreparedStatement tree = connection.prepareStatement(TREE)) {
      for (FeedTable table : tables) {
        int before = found.size();
        tree.setString(1, table.schema());
        tree.setString(2, table.name());
        try (ResultSet rows = tree.executeQuery()) {
          while (rows.next()) {
            found.put(rows.getLong(1), table);
          }
        }
        if (found.size() == before) {
          throw new FeedException("there is no table " + table);
        }
      }
    }
    return found;
  }

  /**
   * Checks that all of them tell of their changes.
   *
   * @throws FeedException when one of them has no trigger, or one that is not always enabled or not
   *     for every kind of write, or when logical replication writes to it past the trigger
   */
  static void requireTriggers(Connection connection, Collection<Long> numbers)
      throws SQLException, FeedException {
    try (PreparedStatement without = connection.prepareStatement(WITHOUT_TRIGGER)) {
      without.setArray(1, array(connection, numbers));
      without.setString(2, FeedDdl.NAME);
      refuse(without, " has no trigger " + FeedDdl.NAME + "; apply what latchkey feed-ddl prints");
    }
    try (PreparedStatement subscribed = connection.prepareStatement(SUBSCRIBED)) {
      subscribed.setArray(1, array(connection, numbers));
      refuse(
          subscribed,
          " is written by a subscription, whose writes run no trigger for each statement; use"
              + " kind: poll");
    }
  }

  private static void refuse(PreparedStatement unfit, String reason)
      throws SQLException, FeedException {
    try (ResultSet rows = unfit.executeQuery()) {
      if (rows.next()) {
        throw new FeedException("table " + rows.getString(1) + reason);
      }
    }
  }

  static Array array(Connection connection, Collection<Long> numbers) throws SQLException {
    return connection.createArrayOf("oid", numbers.toArray());
  }
}
