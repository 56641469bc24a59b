package dev.latchkey.runtime.config;

import java.util.Optional;

/**
 * How a lookup's row of a table is told from others. Immutable.
 *
 * @param column the column
 * @param key which of the target's key values it holds; absent for the only one
 * @param text whether it holds texts; if not, whole numbers or UUIDs
 */
public record TableRow(String column, Optional<KeyPath> key, boolean text) {
  /** Checks the name. */
  public TableRow {
    Checks.that(!column.isBlank(), "no column");
  }
}
