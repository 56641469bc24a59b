package dev.latchkey.runtime.feed;

import static dev.latchkey.runtime.jdbc.SqlTables.folded;

import dev.latchkey.runtime.feed.IndirectWrites.Reach;
import dev.latchkey.runtime.jdbc.SqlTables;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tables and views lead to which, by name without regard to case, as statements are read, and
 * how a write travels between them. Whatever is written has other rows, and so have the views over
 * it; what merely has other rows, as a view has, writes nothing. A foreign key takes along what its
 * {@code ON DELETE} and {@code ON UPDATE} say, and only where rows are deleted or a column is set
 * that it refers to.
 *
 * @param shown the views over each, and tables whose policies read it
 * @param joined what is written with each: the tables of a view, the partitions of a table and back
 * @param keys the foreign keys that refer to each
 * @param columns all columns of what foreign keys refer to
 * @param opaque of which it cannot be told what a statement does to them: views, partitions, those
 *     with triggers or rules
 * @param triggered with triggers or rules, which may write anything
 */
record WriteGraph(
    Map<String, Set<String>> shown,
    Map<String, Set<String>> joined,
    Map<String, List<Key>> keys,
    Map<String, Set<String>> columns,
    Set<String> opaque,
    Set<String> triggered) {
  private static final String SHOWN =
      """
      SELECT b.relname, v.relname FROM pg_rewrite r
        JOIN pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
          AND d.refclassid = 'pg_class'::regclass
        JOIN pg_class b ON b.oid = d.refobjid AND b.oid <> v.oid
      """;

  private static final String LIMITED =
      """
      SELECT a.relname, t.relname FROM pg_policy p
        JOIN pg_class t ON t.oid = p.polrelid
        JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid
          AND d.refclassid = 'pg_class'::regclass
        JOIN pg_class a ON a.oid = d.refobjid AND a.oid <> t.oid
      """;

  private static final String PARTS =
      """
      SELECT p.relname, c.relname FROM pg_inherits i
        JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
      """;

  /**
   * A column that is generated, or made of others, changes with columns that are named otherwise.
   * Before PostgreSQL 12 there is no mark of the former, and none of them.
   */
  private static final String KEYS =
      """
      SELECT a.relname, b.relname, k.confdeltype, k.confupdtype,
          array_agg(DISTINCT r.attname::text), array_agg(DISTINCT o.attname::text),
          bool_or(y.typtype IN ('c', 'd') OR coalesce(to_jsonb(r) ->> 'attgenerated', '') <> '')
        FROM pg_constraint k
        JOIN pg_class a ON a.oid = k.confrelid JOIN pg_class b ON b.oid = k.conrelid
        CROSS JOIN LATERAL unnest(k.confkey, k.conkey) AS c (referred, own)
        JOIN pg_attribute r ON r.attrelid = a.oid AND r.attnum = c.referred
        JOIN pg_attribute o ON o.attrelid = b.oid AND o.attnum = c.own
        JOIN pg_type y ON y.oid = r.atttypid
        WHERE k.contype = 'f'
          AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd'))
        GROUP BY k.oid, a.relname, b.relname, k.confdeltype, k.confupdtype
      """;

  private static final String COLUMNS =
      """
      SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attnum > 0 AND NOT a.attisdropped
          AND c.oid IN (SELECT confrelid FROM pg_constraint WHERE contype = 'f')
      """;

  private static final String OPAQUE =
      """
      SELECT relname FROM pg_class WHERE relkind IN ('v', 'm', 'p', 'f')
      UNION SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid IN (inhparent, inhrelid)
      """;

  private static final String TRIGGERED =
      """
      SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgname <> '%s'
      UNION SELECT c.relname FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE r.ev_type <> '1'
      UNION SELECT c.relname FROM pg_class c WHERE c.relkind = 'f'
      """
          .formatted(FeedDdl.NAME);

  /**
   * A foreign key that changes rows of its own table.
   *
   * @param table that has the key
   * @param own its columns
   * @param referred the columns that they refer to; empty when other columns change those too
   * @param onDelete what happens to the rows that refer to a deleted one
   * @param onUpdate likewise to one whose key is another now
   */
  record Key(
      String table, Set<String> own, Set<String> referred, Action onDelete, Action onUpdate) {}

  /** What a foreign key does. */
  enum Action {
    NOTHING,
    UPDATES,
    DELETES
  }

  /** What happens to a table; each does what those before it do. */
  private enum Event {
    SHOWN,
    ADDED,
    UPDATED,
    ANY
  }

  /** Asks the catalogue. */
  static WriteGraph read(Statement statement) throws SQLException {
    Map<String, Set<String>> views = pairs(statement, SHOWN);
    Map<String, Set<String>> joined = pairs(statement, PARTS);
    addAll(joined, reversed(joined));
    addAll(joined, reversed(views));
    addAll(views, pairs(statement, LIMITED));
    Set<String> triggered = names(statement, TRIGGERED);
    Set<String> opaque = names(statement, OPAQUE);
    opaque.addAll(triggered);
    return new WriteGraph(
        views, joined, keys(statement), pairs(statement, COLUMNS), opaque, triggered);
  }

  private static Map<String, List<Key>> keys(Statement statement) throws SQLException {
    Map<String, List<Key>> keys = new HashMap<>();
    try (ResultSet row = statement.executeQuery(KEYS)) {
      while (row.next()) {
        Set<String> referred = row.getBoolean(7) ? Set.of() : strings(row.getArray(5));
        Key key =
            new Key(
                folded(row.getString(2)),
                strings(row.getArray(6)),
                referred,
                action(row.getString(3)),
                action(row.getString(4)) == Action.NOTHING ? Action.NOTHING : Action.UPDATES);
        keys.computeIfAbsent(folded(row.getString(1)), any -> new ArrayList<>()).add(key);
      }
    }
    return keys;
  }

  private static Set<String> strings(Array array) throws SQLException {
    return Arrays.stream((String[]) array.getArray())
        .map(SqlTables::folded)
        .collect(Collectors.toSet());
  }

  private static Action action(String type) {
    return switch (type) {
      case "a", "r" -> Action.NOTHING;
      case "n", "d" -> Action.UPDATES;
      default -> Action.DELETES;
    };
  }

  private static Map<String, Set<String>> pairs(Statement statement, String query)
      throws SQLException {
    Map<String, Set<String>> pairs = new HashMap<>();
    try (ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        pairs
            .computeIfAbsent(folded(row.getString(1)), any -> new HashSet<>())
            .add(folded(row.getString(2)));
      }
    }
    return pairs;
  }

  private static Map<String, Set<String>> reversed(Map<String, Set<String>> pairs) {
    Map<String, Set<String>> reversed = new HashMap<>();
    pairs.forEach(
        (from, all) ->
            all.forEach(to -> reversed.computeIfAbsent(to, any -> new HashSet<>()).add(from)));
    return reversed;
  }

  private static void addAll(Map<String, Set<String>> to, Map<String, Set<String>> more) {
    more.forEach((from, all) -> to.computeIfAbsent(from, any -> new HashSet<>()).addAll(all));
  }

  static Set<String> names(Statement statement, String query) throws SQLException {
    Set<String> names = new HashSet<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(folded(rows.getString(1)));
      }
    }
    return names;
  }

  /** Returns the columns of each table that may be set without a foreign key doing anything. */
  Map<String, Set<String>> free() {
    Map<String, Set<String>> free = new HashMap<>();
    for (String each : columns.keySet()) {
      free.put(each, free(each));
    }
    return free;
  }

  private Set<String> free(String table) {
    Set<String> free = new HashSet<>(columns.getOrDefault(table, Set.of()));
    for (Key key : keys.getOrDefault(table, List.of())) {
      if (key.onUpdate != Action.NOTHING) {
        if (key.referred.isEmpty()) {
          return Set.of();
        }
        free.removeAll(key.referred);
      }
    }
    return free;
  }

  /** Where writes lead that only add rows, or set columns that are free. */
  Reach added() {
    return reach(Event.ADDED, Set.of());
  }

  /** Where writes lead that add and update rows. */
  Reach updated() {
    return reach(Event.UPDATED, Set.of());
  }

  /** Where any writes lead. */
  Reach any() {
    return reach(Event.ANY, Set.of());
  }

  /** Where any writes lead, but for what foreign keys do to tables that tell of it themselves. */
  Reach untold(Set<String> telling) {
    return reach(Event.ANY, telling);
  }

  private Reach reach(Event event, Set<String> telling) {
    Set<String> roots = new HashSet<>(shown.keySet());
    roots.addAll(joined.keySet());
    roots.addAll(keys.keySet());
    Map<String, Set<String>> affected = new HashMap<>();
    Set<String> unforeseeable = new HashSet<>(triggered);
    for (String root : roots) {
      Walk walk = new Walk(telling);
      walk.from(root, event);
      if (!walk.reached.isEmpty()) {
        affected.put(root, walk.reached);
      }
      if (walk.writesTriggered()) {
        unforeseeable.add(root);
      }
    }
    return new Reach(affected, unforeseeable);
  }

  /** One closure. Confined to one thread. */
  private final class Walk {
    private final Set<String> telling;
    private final Set<String> reached = new HashSet<>();
    private final Map<String, Event> events = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();

    Walk(Set<String> telling) {
      this.telling = telling;
    }

    void from(String root, Event event) {
      happens(root, event);
      while (!open.isEmpty()) {
        String next = open.remove();
        leads(next, events.getOrDefault(next, event));
      }
    }

    boolean writesTriggered() {
      return events.entrySet().stream()
          .anyMatch(each -> each.getValue() != Event.SHOWN && triggered.contains(each.getKey()));
    }

    private void reaches(String name, Event event) {
      reached.add(name);
      happens(name, event);
    }

    private void happens(String name, Event event) {
      Event whole = event != Event.SHOWN && opaque.contains(name) ? Event.ANY : event;
      Event before = events.get(name);
      if (before == null || before.compareTo(whole) < 0) {
        events.put(name, whole);
        open.add(name);
      }
    }

    private void leads(String name, Event event) {
      shown.getOrDefault(name, Set.of()).forEach(each -> reaches(each, Event.SHOWN));
      if (event == Event.SHOWN) {
        return;
      }
      joined.getOrDefault(name, Set.of()).forEach(each -> reaches(each, Event.ANY));
      for (Key key : keys.getOrDefault(name, List.of())) {
        if (event.compareTo(Event.UPDATED) >= 0) {
          acts(key, key.onUpdate);
        }
        if (event == Event.ANY) {
          acts(key, key.onDelete);
        }
      }
    }

    private void acts(Key key, Action action) {
      if (action == Action.NOTHING || telling.contains(key.table)) {
        return;
      }
      boolean deletes = action == Action.DELETES;
      boolean bound = !free(key.table).containsAll(key.own);
      reaches(key.table, deletes ? Event.ANY : bound ? Event.UPDATED : Event.ADDED);
    }
  }
}
