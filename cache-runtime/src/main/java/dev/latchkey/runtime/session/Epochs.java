package dev.latchkey.runtime.session;

import dev.latchkey.runtime.jdbc.SqlTables;
import dev.latchkey.runtime.jdbc.SqlTables.RowChange;
import dev.latchkey.runtime.session.Indirect.Effects;
import dev.latchkey.runtime.time.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final ConcurrentHashMap<Long, List<RowEpochs>> rows = new ConcurrentHashMap<>();
  private final AtomicInteger additions = new AtomicInteger();
  private final Ticker ticker;
  private final Epoch everything;
  private final Epoch anyTable;
  private final Epoch unforeseen;
  private volatile Indirect indirect = Indirect.NONE;

  Epochs(Ticker ticker) {
    this.ticker = ticker;
    everything = new Epoch(sequence, Change.EVERYTHING, ticker);
    anyTable = new Epoch(sequence, null, ticker);
    unforeseen = new Epoch(sequence, null, ticker);
  }

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

  /** Returns what changes with each write that may change more than is known of. */
  Epoch unforeseen() {
    return unforeseen;
  }

  /** Takes in what is known of writes from now on; the caller lets everything fall. */
  void indirect(Indirect known) {
    indirect = known;
  }

  /** Returns what is known of writes. */
  Indirect indirect() {
    return indirect;
  }

  /** Returns an epoch that nobody else has. */
  Epoch another() {
    return new Epoch(sequence, null, ticker);
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
    return tables.computeIfAbsent(name, any -> new Epoch(sequence, new Change.Table(name), ticker));
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
      if (Arrays.equals(known.exceptColumns(), exceptColumns)) {
        return known.epoch();
      }
    }
    Partial made = new Partial(exceptColumns, another());
    all.add(made);
    added(made.epoch());
    return made.epoch();
  }

  /** Returns the epochs of a table for those who read one row of it, known by this. */
  RowEpochs rows(long name, RowEpochs.Form known) {
    List<RowEpochs> all = rows.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>());
    for (RowEpochs each : all) {
      if (each.has(known)) {
        return each;
      }
    }
    RowEpochs made = new RowEpochs(known, this::another);
    all.add(made);
    added(made.unknownRows());
    return made;
  }

  /** A transaction that is writing now may not have locked it, and what has been read is older. */
  private void added(Epoch made) {
    additions.incrementAndGet();
    made.change();
  }

  /**
   * Returns how many epochs of parts of tables there were. Whoever is writing asks before the first
   * {@link #written} and at the end: when there are more, all that it wrote may have changed for
   * those who depend on the new ones.
   */
  int additions() {
    return additions.get();
  }

  /** Returns whether anybody depends on single rows of a table. */
  boolean hasRows(long name) {
    return rows.containsKey(name);
  }

  /**
   * Notes that a table was written elsewhere.
   *
   * @param assigned the columns that were set; null when nobody knows what was done
   */
  void changeTable(long name, long @Nullable [] assigned) {
    RowChange change = assigned == null ? RowChange.ANY : RowChange.UPDATED;
    changeTable(name, assigned, indirect.effects(name, change, assigned));
  }

  /** Notes that a table was written elsewhere, as the feed tells of each of its tables. */
  void changeFollowed(long name) {
    changeTable(name, null, indirect.untold(name));
  }

  private void changeTable(long name, long @Nullable [] assigned, Effects besides) {
    anyTable.change();
    if (!besides.known()) {
      unforeseen.change();
    }
    changeRows(name, assigned);
    for (long each : besides.tables()) {
      changeRows(each, null);
    }
  }

  private void changeRows(long name, long @Nullable [] assigned) {
    table(name).change();
    for (Partial each : partials.getOrDefault(name, List.of())) {
      if (each.changesWith(assigned)) {
        each.epoch().change();
      }
    }
    for (RowEpochs each : rows.getOrDefault(name, List.of())) {
      if (each.changesWith(assigned)) {
        each.unknownRows().change();
      }
    }
  }

  private void addIndirect(Effects besides, List<Epoch> written) {
    if (!besides.known()) {
      written.add(unforeseen);
    }
    for (long each : besides.tables()) {
      written.add(table(each));
      partials.getOrDefault(each, List.of()).forEach(partial -> written.add(partial.epoch()));
      rows.getOrDefault(each, List.of()).forEach(some -> written.add(some.unknownRows()));
    }
  }

  /**
   * Returns the epochs that a statement changes.
   *
   * @param value by what the statement names the rows that it touches; null when nobody knows it
   */
  List<Epoch> written(SqlTables statement, @Nullable Names value) {
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
          written.add(partial.epoch());
        }
      }
      addRows(name, statement, value, written);
      addIndirect(effects(name, statement), written);
    }
    return written;
  }

  private Effects effects(long name, SqlTables statement) {
    return indirect.effects(name, statement.change(), statement.assigned());
  }

  /** Returns whether a statement sets the columns that it names in this table, and no more. */
  boolean setsAlone(long name, SqlTables statement) {
    boolean named = false;
    for (long each : statement.written()) {
      named |= each == name;
      for (long other : effects(each, statement).tables()) {
        if (other == name) {
          return false;
        }
      }
    }
    return named;
  }

  private void addRows(long name, SqlTables statement, @Nullable Names value, List<Epoch> written) {
    for (RowEpochs each : rows.getOrDefault(name, List.of())) {
      Epoch changed = each.changedBy(statement, value);
      if (changed != null) {
        written.add(changed);
      }
    }
  }
}
