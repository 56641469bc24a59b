package dev.latchkey.runtime.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.jdbc.SqlTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What the answers of one target depend on. Thread-safe. */
final class Dependencies {
  /** Of lookups whose connections do not tell their database. */
  static final long UNKNOWN_PLACE = 1;

  private static final int MOST_NAMES = 4_000;

  private final Epochs epochs;
  private final Epoch own;
  private final String target;
  private final List<Long> tables;
  private final AtomicReferenceArray<Epoch> places = new AtomicReferenceArray<>(Names.places());
  private final List<Declared> declared = new ArrayList<>();
  private final Map<Long, long[]> partial = new HashMap<>();

  /** All names that any of its lookups mentioned: what one does not read may be in a cache. */
  @GuardedBy("this")
  private final Set<Long> learned = new HashSet<>();

  @GuardedBy("this")
  private long place;

  private volatile boolean sql;

  Dependencies(Epochs epochs, String target, List<LookupTable> tables) {
    this.epochs = epochs;
    this.target = target;
    this.tables = tables.stream().map(each -> table(each.name())).toList();
    own = epochs.another();
    for (LookupTable each : tables) {
      declare(each);
    }
  }

  private void declare(LookupTable table) {
    long number = table(table.name());
    long[] except = table.exceptColumns().stream().mapToLong(SqlTables::name).sorted().toArray();
    // Two tables whose names differ in their schemas alone have one number.
    boolean isOnly = Collections.frequency(tables, number) == 1;
    RowKey key = isOnly ? table.rows().orElse(null) : null;
    Epoch whole = except.length == 0 ? epochs.table(number) : epochs.table(number, except);
    declared.add(
        new Declared(whole, key == null ? null : rows(table.name(), number, key, except), key));
    if (except.length > 0 || key != null) {
      partial.put(number, except);
    }
  }

  private RowEpochs rows(String name, long number, RowKey key, long[] except) {
    int dot = name.lastIndexOf('.');
    long schema = dot < 0 ? 0 : SqlTables.name(name.substring(0, dot));
    List<Long> left = Arrays.stream(except).boxed().toList();
    return epochs.rows(
        number, new RowEpochs.Form(schema, SqlTables.name(key.column()), key.text(), left));
  }

  /**
   * A table that the operator names.
   *
   * @param whole changes with any row
   */
  private record Declared(Epoch whole, @Nullable RowEpochs rows, @Nullable RowKey key) {
    void addTo(List<Epoch> all, Names names) {
      Epoch row = row(names);
      if (rows == null || row == null) {
        all.add(whole);
      } else {
        all.add(rows.unknownRows());
        all.add(row);
      }
    }

    private @Nullable Epoch row(Names names) {
      if (rows == null || key == null) {
        return null;
      }
      if (key.value() == RowKey.ONLY) {
        return names.count() == 1 ? rows.row(names, 0) : null;
      }
      return rows.row(names, key.value());
    }
  }

  /** Returns the number of a table's name, as statements have it: without its schema. */
  static long table(String name) {
    int dot = name.lastIndexOf('.');
    return SqlTables.name(name.substring(dot + 1).replaceAll("[\"`\\[\\]]", ""));
  }

  /** Returns what all of its answers depend on. */
  Epoch own() {
    return own;
  }

  /** Returns whether statements were seen in its lookups. */
  boolean followsSql() {
    return sql || !declared.isEmpty();
  }

  /**
   * Takes in what a lookup read. What was kept when less was known falls.
   *
   * @return why its answers cannot be kept, or an empty text
   */
  String learn(Recording recording) {
    if (!recording.sql()) {
      return "";
    }
    synchronized (this) {
      if (sql && place != recording.place()) {
        return Recording.PLACES;
      }
      place = recording.place();
      if (learned.addAll(recording.names()) && sql) {
        own.change();
      }
      sql = true;
      return learned.size() > MOST_NAMES ? "it runs too many different statements" : "";
    }
  }

  /** Returns the database that its lookups ask; {@link #UNKNOWN_PLACE} as long as it is unknown. */
  synchronized long place() {
    return sql ? place : UNKNOWN_PLACE;
  }

  /** Returns what a change of all its answers means to other processes. */
  Change meaning() {
    return new Change.Users(target, List.of());
  }

  /**
   * Returns what an answer depends on, as other processes know it: of tables all columns. Sorted,
   * so that it is equal in all processes that know the same statements.
   */
  List<Change> shared(Names names) {
    SortedSet<Long> read = new TreeSet<>(tables);
    synchronized (this) {
      read.addAll(learned);
    }
    List<Change> all = new ArrayList<>();
    all.add(Change.EVERYTHING);
    all.add(meaning());
    if (names.count() > 0) {
      all.add(new Change.Users(target, names.numbers()));
    }
    names.numbers().stream().distinct().forEach(each -> all.add(new Change.Subject(each)));
    read.forEach(each -> all.add(new Change.Table(each)));
    return all;
  }

  /** Returns what an answer depends on. */
  List<Epoch> of(Recording recording, Names names) {
    return of(recording.inherited(), recording.database(), names);
  }

  /** Returns what an answer of another process depends on, which may have read any database. */
  List<Epoch> ofAny(Collection<Epoch> inherited, Names names) {
    return of(inherited, "", names);
  }

  private List<Epoch> of(Collection<Epoch> inherited, String database, Names names) {
    List<Epoch> all = new ArrayList<>();
    all.add(epochs.everything());
    all.add(own);
    all.add(of(names));
    declared.forEach(each -> each.addTo(all, names));
    all.addAll(inherited);
    Indirect known = epochs.indirect();
    synchronized (this) {
      boolean covered = known.covers(database, learned);
      if (sql && declared.isEmpty()) {
        // Where nothing is known of triggers and views, any write may concern any lookup.
        all.add(covered ? epochs.unforeseen() : epochs.anyTable());
      }
      for (long name : learned) {
        if (!isPartial(name) && !(covered && known.isSchema(name))) {
          all.add(epochs.table(name));
        }
      }
    }
    return List.copyOf(new HashSet<>(all));
  }

  /** Columns that a statement of its lookups names are read after all. */
  @GuardedBy("this")
  private boolean isPartial(long table) {
    long[] except = partial.get(table);
    if (except == null) {
      return false;
    }
    for (long column : except) {
      if (learned.contains(column)) {
        return false;
      }
    }
    return true;
  }

  /** Returns what the answers for these names depend on; without names, all answers. */
  Epoch of(@Nullable Names names) {
    if (names == null) {
      return own;
    }
    int place = names.place();
    Epoch known = places.get(place);
    if (known == null) {
      known = epochs.another();
      Epoch first = places.compareAndExchange(place, null, known);
      known = first == null ? known : first;
    }
    return known;
  }
}
