package dev.latchkey.runtime.feed;

import dev.latchkey.runtime.jdbc.SqlTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a write of one table changes besides, told from the catalogue of a PostgreSQL (safety rule
 * SES-11): views, partitions, rows that a foreign key takes along, rows that a policy hides. Names
 * are without their schemas and in lower case, so that tables of one name count as one. Immutable.
 *
 * @param address of the database, as {@link #address} has it
 * @param schemas names of schemas, which statements mention beside tables
 * @param known all tables and views
 * @param added where writes lead that add rows, or set columns that are free
 * @param updated where writes lead that update rows and delete none
 * @param any where all writes lead
 * @param untold where writes lead that a feed tells of, but for what it tells of by itself
 * @param free columns, of each table that foreign keys refer to, that none of them follows
 * @param unlimited views and tables that may show anything, by functions
 */
public record IndirectWrites(
    String address,
    Set<String> schemas,
    Set<String> known,
    Reach added,
    Reach updated,
    Reach any,
    Reach untold,
    Map<String, Set<String>> free,
    Set<String> unlimited) {
  /**
   * Those of temporary tables come with the sessions that first use them, and nobody writes them
   * out.
   */
  private static final String SCHEMAS =
      "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'";

  private static final String KNOWN =
      """
      SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^pg_'
      """;

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
    free = Map.copyOf(free);
    unlimited = Set.copyOf(unlimited);
  }

  /**
   * Where writes of one kind lead. Immutable.
   *
   * @param affected what else has other rows when a table was written, all the way down
   * @param unforeseeable tables whose writes may change anything: by triggers and rules, or because
   *     they are elsewhere
   */
  public record Reach(Map<String, Set<String>> affected, Set<String> unforeseeable) {
    /** Copies both. */
    public Reach {
      affected = Map.copyOf(affected);
      unforeseeable = Set.copyOf(unforeseeable);
    }
  }

  /**
   * Asks the catalogue, which every role may read.
   *
   * @param followed tables that a feed tells of, each time their rows change
   * @throws SQLException when the connection does not work
   */
  public static IndirectWrites read(Connection connection, Collection<FeedTable> followed)
      throws SQLException {
    WriteGraph graph;
    Set<String> shown;
    Set<FeedTable> all;
    Set<String> schemas;
    try (Statement statement = connection.createStatement()) {
      graph = WriteGraph.read(statement);
      all = tables(statement);
      schemas = WriteGraph.names(statement, SCHEMAS);
      shown = WriteGraph.names(statement, UNLIMITED);
    }
    Reach any = graph.any();
    Set<String> unlimited = new HashSet<>(shown);
    shown.forEach(each -> unlimited.addAll(any.affected().getOrDefault(each, Set.of())));
    return new IndirectWrites(
        address(connection.getMetaData().getURL()),
        schemas,
        names(all),
        graph.added(),
        graph.updated(),
        any,
        graph.untold(telling(all, followed)),
        graph.free(),
        unlimited);
  }

  private static Set<FeedTable> tables(Statement statement) throws SQLException {
    Set<FeedTable> tables = new HashSet<>();
    try (ResultSet rows = statement.executeQuery(KNOWN)) {
      while (rows.next()) {
        tables.add(new FeedTable(rows.getString(1), rows.getString(2)));
      }
    }
    return tables;
  }

  private static Set<String> names(Collection<FeedTable> tables) {
    return tables.stream().map(FeedTable::name).map(SqlTables::folded).collect(Collectors.toSet());
  }

  /** Of tables that share a name all have to tell. */
  private static Set<String> telling(Set<FeedTable> all, Collection<FeedTable> followed) {
    Set<String> telling = names(followed);
    telling.removeAll(names(all.stream().filter(each -> !followed.contains(each)).toList()));
    return telling;
  }

  /** Returns an address without what follows the database's name. */
  public static String address(String url) {
    int end = url.indexOf('?');
    return (end < 0 ? url : url.substring(0, end)).toLowerCase(Locale.ROOT);
  }
}
