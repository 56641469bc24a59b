package dev.latchkey.runtime.session;

import dev.latchkey.runtime.feed.IndirectWrites;
import dev.latchkey.runtime.jdbc.SqlTables;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What writes change besides the tables that they name, by the numbers of names (safety rule
 * SES-11). Immutable.
 */
final class Indirect {
  /** When nothing is known, every write may change anything. */
  static final Indirect NONE = new Indirect("", Map.of(), Set.of(), Set.of(), Set.of());

  private final String address;
  private final Set<Long> schemas;
  private final Map<Long, long[]> affected;
  private final Set<Long> foreseeable;
  private final Set<Long> unlimited;

  private Indirect(
      String address,
      Map<Long, long[]> affected,
      Set<Long> schemas,
      Set<Long> foreseeable,
      Set<Long> unlimited) {
    this.address = address;
    this.affected = affected;
    this.schemas = schemas;
    this.foreseeable = foreseeable;
    this.unlimited = unlimited;
  }

  static Indirect of(IndirectWrites writes) {
    Map<Long, long[]> affected = new HashMap<>();
    writes
        .affected()
        .forEach(
            (name, others) ->
                affected.put(
                    SqlTables.name(name), others.stream().mapToLong(SqlTables::name).toArray()));
    Set<Long> schemas = numbers(writes.schemas());
    schemas.removeAll(numbers(writes.known()));
    Set<Long> foreseeable = numbers(writes.known());
    foreseeable.removeAll(numbers(writes.unforeseeable()));
    return new Indirect(
        writes.address(), affected, schemas, foreseeable, numbers(writes.unlimited()));
  }

  private static Set<Long> numbers(Collection<String> names) {
    Set<Long> numbers = new HashSet<>();
    names.forEach(each -> numbers.add(SqlTables.name(each)));
    return numbers;
  }

  /** Returns what else changes when a table is written. */
  long[] affected(long table) {
    return affected.getOrDefault(table, new long[0]);
  }

  /** Returns whether a write of the table changes nothing but it and what it affects. */
  boolean isForeseeable(long table) {
    return foreseeable.contains(table) || schemas.contains(table);
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
