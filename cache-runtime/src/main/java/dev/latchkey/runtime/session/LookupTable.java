package dev.latchkey.runtime.session;

import java.util.List;
import java.util.Optional;

/**
 * A table that lookups read, as the operator names it. Immutable.
 *
 * @param name with or without a schema
 * @param exceptColumns columns that no answer is made of
 * @param rows how one row is told from the others; absent when any may concern any lookup
 */
public record LookupTable(String name, List<String> exceptColumns, Optional<RowKey> rows) {
  /** Copies the list. */
  public LookupTable {
    exceptColumns = List.copyOf(exceptColumns);
  }

  /** A table of which any row may concern any lookup. */
  public LookupTable(String name, List<String> exceptColumns) {
    this(name, exceptColumns, Optional.empty());
  }
}
