package dev.latchkey.runtime.feed;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a write of one table changes besides, told from the catalogue of a PostgreSQL (safety rule
 * SES-11): views, partitions, rows that a foreign key takes along, rows that a policy hides. Names
 * are without their schemas, so that tables of one name count as one. Immutable.
 *
 * @param address of the database, as {@link #address} has it
 * @param schemas names of schemas, which statements mention beside tables
 * @param known all tables and views
 * @param affected what else has other rows when a table was written, all the way down
 * @param unforeseeable tables whose writes may change anything: by triggers and rules, or because
 *     they are elsewhere
 * @param unlimited views and tables that may show anything, by functions
 */
public record IndirectWrites(
    String address,
    Set<String> schemas,
    Set<String> known,
    Map<String, Set<String>> affected,
    Set<String> unforeseeable,
    Set<String> unlimited) {
  private static final String KNOWN =
      """
      SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^pg_'
      """;

  private static final String AFFECTED =
      """
      WITH shown AS (
        SELECT b.relname AS base, v.relname AS view
          FROM pg_rewrite r
          JOIN pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
          JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
            AND d.refclassid = 'pg_class'::regclass
          JOIN pg_class b ON b.oid = d.refobjid AND b.oid <> v.oid),
      part AS (
        SELECT p.relname AS parent, c.relname AS child
          FROM pg_inherits i
          JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid)
      SELECT base, view FROM shown
      UNION SELECT view, base FROM shown
      UNION SELECT parent, child FROM part
      UNION SELECT child, parent FROM part
      UNION SELECT a.relname, b.relname FROM pg_constraint k
        JOIN pg_class a ON a.oid = k.confrelid JOIN pg_class b ON b.oid = k.conrelid
        WHERE k.contype = 'f'
          AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd'))
      UNION SELECT a.relname, t.relname FROM pg_policy p
        JOIN pg_class t ON t.oid = p.polrelid
        JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid
          AND d.refclassid = 'pg_class'::regclass
        JOIN pg_class a ON a.oid = d.refobjid AND a.oid <> t.oid
      """;

  private static final String UNFORESEEABLE =
      """
      SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgname <> '%s'
      UNION SELECT c.relname FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE r.ev_type <> '1'
      UNION SELECT c.relname FROM pg_class c WHERE c.relkind = 'f'
      """
          .formatted(FeedDdl.NAME);

  /** Functions of the system are not among what anything depends on. */
  private static final String UNLIMITED =
      """
      SELECT v.relname FROM pg_rewrite r JOIN pg_class v ON v.oid = r.ev_class
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
          AND d.refclassid = 'pg_proc'::regclass
      UNION SELECT t.relname FROM pg_policy p JOIN pg_class t ON t.oid = p.polrelid
        JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid
          AND d.refclassid = 'pg_proc'::regclass
      UNION SELECT c.relname FROM pg_class c WHERE c.relkind = 'f'
      """;

  /** Copies everything. */
  public IndirectWrites {
    schemas = Set.copyOf(schemas);
    known = Set.copyOf(known);
    affected = Map.copyOf(affected);
    unforeseeable = Set.copyOf(unforeseeable);
    unlimited = Set.copyOf(unlimited);
  }

  /**
   * Asks the catalogue, which every role may read.
   *
   * @throws SQLException when the connection does not work
   */
  public static IndirectWrites read(Connection connection) throws SQLException {
    Map<String, Set<String>> next = new HashMap<>();
    Set<String> triggered;
    Set<String> shown;
    Set<String> all;
    Set<String> schemas;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery(AFFECTED)) {
        while (rows.next()) {
          next.computeIfAbsent(rows.getString(1), any -> new HashSet<>()).add(rows.getString(2));
        }
      }
      all = names(statement, KNOWN);
      schemas = names(statement, "SELECT nspname FROM pg_namespace");
      triggered = names(statement, UNFORESEEABLE);
      shown = names(statement, UNLIMITED);
    }
    Map<String, Set<String>> affected = new HashMap<>();
    Set<String> unforeseeable = new HashSet<>(triggered);
    Set<String> unlimited = new HashSet<>(shown);
    for (String each : next.keySet()) {
      Set<String> reached = reach(each, next);
      affected.put(each, Set.copyOf(reached));
      if (reached.stream().anyMatch(triggered::contains)) {
        unforeseeable.add(each);
      }
      if (shown.contains(each)) {
        unlimited.addAll(reached);
      }
    }
    String address = connection.getMetaData().getURL();
    return new IndirectWrites(address(address), schemas, all, affected, unforeseeable, unlimited);
  }

  /** Returns an address without what follows the database's name. */
  public static String address(String url) {
    int end = url.indexOf('?');
    return (end < 0 ? url : url.substring(0, end)).toLowerCase(Locale.ROOT);
  }

  private static Set<String> names(Statement statement, String query) throws SQLException {
    Set<String> names = new HashSet<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static Set<String> reach(String from, Map<String, Set<String>> next) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(from);
    while (!open.isEmpty()) {
      for (String each : next.getOrDefault(open.remove(), Set.of())) {
        if (reached.add(each)) {
          open.add(each);
        }
      }
    }
    return reached;
  }
}
