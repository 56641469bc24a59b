package dev.latchkey.runtime.session;

import dev.latchkey.runtime.feed.IndirectWrites;
import dev.latchkey.runtime.feed.IndirectWrites.Reach;
import dev.latchkey.runtime.jdbc.SqlTables;
import dev.latchkey.runtime.jdbc.SqlTables.RowChange;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What writes change besides the tables that they name, by the numbers of names (safety rule
 * SES-11). Immutable.
 */
final class Indirect {
  private static final long[] NOTHING = {};

  /** When nothing is known, every write may change anything. */
  static final Indirect NONE =
      new Indirect("", Set.of(), Ways.NONE, Ways.NONE, Ways.NONE, Ways.NONE, Map.of(), Set.of());

  private final String address;
  private final Set<Long> schemas;
  private final Ways added;
  private final Ways updated;
  private final Ways any;
  private final Ways untold;
  private final Map<Long, Set<Long>> free;
  private final Set<Long> unlimited;

  private Indirect(
      String address,
      Set<Long> schemas,
      Ways added,
      Ways updated,
      Ways any,
      Ways untold,
      Map<Long, Set<Long>> free,
      Set<Long> unlimited) {
    this.address = address;
    this.schemas = schemas;
    this.added = added;
    this.updated = updated;
    this.any = any;
    this.untold = untold;
    this.free = free;
    this.unlimited = unlimited;
  }

  /** Where writes of one kind lead, and which tables they may be followed from. */
  private record Ways(Map<Long, long[]> affected, Set<Long> foreseeable) {
    static final Ways NONE = new Ways(Map.of(), Set.of());

    static Ways of(Reach reach, Set<String> known) {
      Map<Long, long[]> affected = new HashMap<>();
      reach
          .affected()
          .forEach(
              (name, others) ->
                  affected.put(
                      SqlTables.name(name), others.stream().mapToLong(SqlTables::name).toArray()));
      Set<Long> foreseeable = numbers(known);
      foreseeable.removeAll(numbers(reach.unforeseeable()));
      return new Ways(affected, foreseeable);
    }
  }

  /**
   * What a write of one table changes besides.
   *
   * @param tables that have other rows
   * @param known whether that is all
   */
  @SuppressWarnings("ArrayRecordComponent") // read on every write
  record Effects(long[] tables, boolean known) {}

  static Indirect of(IndirectWrites writes) {
    Set<Long> schemas = numbers(writes.schemas());
    schemas.removeAll(numbers(writes.known()));
    Map<Long, Set<Long>> free = new HashMap<>();
    writes.free().forEach((table, columns) -> free.put(SqlTables.name(table), numbers(columns)));
    return new Indirect(
        writes.address(),
        schemas,
        Ways.of(writes.added(), writes.known()),
        Ways.of(writes.updated(), writes.known()),
        Ways.of(writes.any(), writes.known()),
        Ways.of(writes.untold(), writes.known()),
        free,
        numbers(writes.unlimited()));
  }

  private static Set<Long> numbers(Collection<String> names) {
    Set<Long> numbers = new HashSet<>();
    names.forEach(each -> numbers.add(SqlTables.name(each)));
    return numbers;
  }

  /**
   * Returns what a write of a table changes besides.
   *
   * @param assigned the columns that are set; null when nobody knows
   */
  Effects effects(long table, RowChange change, long @Nullable [] assigned) {
    return switch (change) {
      case ADDED -> effects(added, table);
      case UPDATED -> effects(isFree(table, assigned) ? added : updated, table);
      case ANY -> effects(any, table);
    };
  }

  /** Returns what a write that the feed told of changes besides what it tells of by itself. */
  Effects untold(long table) {
    return effects(untold, table);
  }

  private Effects effects(Ways ways, long table) {
    return new Effects(
        ways.affected.getOrDefault(table, NOTHING),
        ways.foreseeable.contains(table) || schemas.contains(table));
  }

  /** What is no column of the table that is known by its name may be any. */
  private boolean isFree(long table, long @Nullable [] assigned) {
    Set<Long> columns = free.get(table);
    if (columns == null || assigned == null) {
      return false;
    }
    for (long each : assigned) {
      if (!columns.contains(each)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether it is a schema's name and no table's. */
  boolean isSchema(long name) {
    return schemas.contains(name);
  }

  /** Returns whether lookups that mention these names, in this database, read nothing else. */
  boolean covers(String database, Collection<Long> names) {
    return !address.isEmpty()
        && database.equals(address)
        && names.stream().noneMatch(unlimited::contains);
  }
}
