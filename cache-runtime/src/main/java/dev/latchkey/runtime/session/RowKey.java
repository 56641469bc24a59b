package dev.latchkey.runtime.session;

/**
 * How a row of a table is known, as the operator vouches for it (safety rule SES-13): an answer is
 * made of no other rows of the table than those in which this column has the value that the lookup
 * asks for, and a write that names the column with a value changes no answer that asked for another
 * one, through triggers and cascades neither. Immutable.
 *
 * @param column the column
 * @param value which of the lookup's values it is, from 0; {@link #ONLY} for the only one
 * @param text whether the column holds texts that are equal when their characters are, and no
 *     others; if not, it holds whole numbers or UUIDs
 */
public record RowKey(String column, int value, boolean text) {
  /** The only value of a lookup that has one. */
  public static final int ONLY = -1;
}
