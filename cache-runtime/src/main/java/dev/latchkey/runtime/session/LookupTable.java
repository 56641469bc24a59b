package dev.latchkey.runtime.session;

import java.util.List;

/**
 * A table that lookups read, as the operator names it. Immutable.
 *
 * @param name with or without a schema
 * @param exceptColumns columns that no answer is made of
 */
public record LookupTable(String name, List<String> exceptColumns) {
  /** Copies the list. */
  public LookupTable {
    exceptColumns = List.copyOf(exceptColumns);
  }
}
