package dev.latchkey.runtime.session;

import dev.latchkey.runtime.jdbc.SqlTables;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

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
    }
    return written;
  }
}
