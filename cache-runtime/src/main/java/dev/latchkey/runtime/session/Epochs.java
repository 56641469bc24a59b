package dev.latchkey.runtime.session;

import dev.latchkey.runtime.jdbc.SqlTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All that answers depend on, with one sequence of changes (safety rule SES-5). An answer is good
 * as long as nothing that it depends on changed since the sequence stood where it did when its
 * reading began. Thread-safe.
 */
final class Epochs {
  /** Further tables count as every table. */
  private static final int MOST_TABLES = 10_000;

  private final AtomicLong sequence = new AtomicLong(1);
  private final ConcurrentHashMap<Long, Epoch> tables = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, List<Partial>> partials = new ConcurrentHashMap<>();
  private final Epoch everything = new Epoch(sequence, Change.EVERYTHING);
  private final Epoch anyTable = new Epoch(sequence, null);

  /** Returns where the sequence stands: what a reading that begins now has seen. */
  long token() {
    return sequence.get();
  }

  /** Returns what every answer depends on. */
  Epoch everything() {
    return everything;
  }

  /** Returns what changes with each write of any table. */
  Epoch anyTable() {
    return anyTable;
  }

  /** Returns an epoch that nobody else has. */
  Epoch another() {
    return new Epoch(sequence, null);
  }

  /** Returns the epoch of a table by the number of its name, made now if there is none. */
  Epoch table(long name) {
    Epoch known = tables.get(name);
    if (known != null) {
      return known;
    }
    if (tables.size() >= MOST_TABLES) {
      return everything;
    }
    return tables.computeIfAbsent(name, any -> new Epoch(sequence, new Change.Table(name)));
  }

  /**
   * Returns the epoch of a table for those who read none of these columns of it: it does not change
   * with an update that sets no other ones.
   *
   * @param exceptColumns sorted numbers; at least one
   */
  Epoch table(long name, long[] exceptColumns) {
    List<Partial> all = partials.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>());
    for (Partial known : all) {
      if (Arrays.equals(known.exceptColumns, exceptColumns)) {
        return known.epoch;
      }
    }
    Partial made = new Partial(exceptColumns, new Epoch(sequence, null));
    all.add(made);
    return made.epoch;
  }

  /**
   * Notes that a table was written elsewhere.
   *
   * @param assigned the columns that were set; null when nobody knows
   */
  void changeTable(long name, long @Nullable [] assigned) {
    anyTable.change();
    table(name).change();
    for (Partial each : partials.getOrDefault(name, List.of())) {
      if (each.changesWith(assigned)) {
        each.epoch.change();
      }
    }
  }

  /** The epoch of a table without some of its columns. */
  private static final class Partial {
    private final long[] exceptColumns;
    private final Epoch epoch;

    Partial(long[] exceptColumns, Epoch epoch) {
      this.exceptColumns = exceptColumns;
      this.epoch = epoch;
    }

    boolean changesWith(long @Nullable [] assigned) {
      if (assigned == null) {
        return true;
      }
      for (long column : assigned) {
        if (Arrays.binarySearch(exceptColumns, column) < 0) {
          return true;
        }
      }
      return false;
    }
  }

  /** Returns the epochs that a statement changes. */
  List<Epoch> written(SqlTables statement) {
    List<Epoch> written = new ArrayList<>();
    if (statement.writesAnything()) {
      written.add(everything);
      return written;
    }
    written.add(anyTable);
    for (long name : statement.written()) {
      written.add(table(name));
      for (Partial partial : partials.getOrDefault(name, List.of())) {
        if (partial.changesWith(statement.assigned())) {
          written.add(partial.epoch);
        }
      }
    }
    return written;
  }
}
