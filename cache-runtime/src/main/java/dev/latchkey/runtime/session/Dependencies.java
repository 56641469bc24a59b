package dev.latchkey.runtime.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.jdbc.SqlTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What the answers of one target depend on. Thread-safe. */
final class Dependencies {
  private static final int MOST_NAMES = 4_000;

  private final Epochs epochs;
  private final Epoch own;
  private final AtomicReferenceArray<Epoch> places = new AtomicReferenceArray<>(Names.places());
  private final List<Epoch> declared = new ArrayList<>();
  private final Map<Long, long[]> partial = new HashMap<>();

  /** All names that any of its lookups mentioned: what one does not read may be in a cache. */
  @GuardedBy("this")
  private final Set<Long> learned = new HashSet<>();

  @GuardedBy("this")
  private long place;

  private volatile boolean sql;

  Dependencies(Epochs epochs, List<LookupTable> tables) {
    this.epochs = epochs;
    own = epochs.another();
    for (LookupTable each : tables) {
      long number = table(each.name());
      long[] except = each.exceptColumns().stream().mapToLong(SqlTables::name).sorted().toArray();
      declared.add(except.length == 0 ? epochs.table(number) : epochs.table(number, except));
      if (except.length > 0) {
        partial.put(number, except);
      }
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

  /** Returns what an answer depends on. */
  List<Epoch> of(Recording recording, Names names) {
    List<Epoch> all = new ArrayList<>();
    all.add(epochs.everything());
    all.add(own);
    all.add(of(names));
    all.addAll(declared);
    all.addAll(recording.inherited());
    if (sql && declared.isEmpty()) {
      all.add(epochs.anyTable());
    }
    synchronized (this) {
      for (long name : learned) {
        if (!isPartial(name)) {
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
