package dev.latchkey.runtime.jdbc;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which tables a statement may read and which it writes, told from its text. Names are kept as
 * {@linkplain #name numbers}, so that nothing of a text can be read from it: what looks like a name
 * may be a value in some databases. Immutable; the arrays are not to be changed.
 *
 * @param mentioned sorted numbers of all that could be a name: a table that is read is among them
 * @param written numbers of the tables that are written: rather a name too many than one too few
 * @param assigned sorted numbers of the columns that an update of one table sets; null when they
 *     are not known
 * @param row the rows of one table that it touches; null when the text does not say so plainly
 * @param change what it does at most to the rows of the tables that it writes
 * @param writesAnything whether it may write what it does not name
 * @param locks whether it locks the rows that it reads
 * @param setsScope whether it changes what the same text means in later statements of its session,
 *     such as a search path or a tenant
 */
@SuppressWarnings("ArrayRecordComponent") // read on every statement
public record SqlTables(
    long[] mentioned,
    long[] written,
    long @Nullable [] assigned,
    @Nullable SqlRow row,
    RowChange change,
    boolean writesAnything,
    boolean locks,
    boolean setsScope) {
  /** What may be any statement. */
  static final SqlTables UNKNOWN =
      new SqlTables(new long[0], new long[0], null, null, RowChange.ANY, true, false, false);

  /** What is done to rows at most; each does what those before it do. */
  public enum RowChange {
    /** There are more of them. */
    ADDED,
    /** Some have other values. */
    UPDATED,
    /** Some are gone. */
    ANY
  }

  /** Returns whether it writes rows, or may. */
  public boolean writes() {
    return writesAnything || written.length > 0;
  }

  /** Returns whether this name is mentioned. */
  public boolean mentions(long name) {
    return Arrays.binarySearch(mentioned, name) >= 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SqlTables that
        && Arrays.equals(mentioned, that.mentioned)
        && Arrays.equals(written, that.written)
        && Arrays.equals(assigned, that.assigned)
        && Objects.equals(row, that.row)
        && change == that.change
        && writesAnything == that.writesAnything
        && locks == that.locks
        && setsScope == that.setsScope;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(mentioned);
  }

  /**
   * Returns the number of a name. Upper and lower case are one: databases differ in what they tell
   * apart, and a table too many costs a miss.
   */
  public static long name(String name) {
    return name(name, 0, name.length());
  }

  static long name(String text, int from, int to) {
    long hash = 0x9E3779B97F4A7C15L;
    for (int i = from; i < to; i++) {
      hash = (hash ^ folded(text.charAt(i))) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> Integer.SIZE;
    }
    return hash;
  }

  /** Returns a name as all have it that share its number. */
  public static String folded(String name) {
    char[] folded = name.toCharArray();
    for (int i = 0; i < folded.length; i++) {
      folded[i] = folded(folded[i]);
    }
    return new String(folded);
  }

  private static char folded(char c) {
    if (c < 128) {
      return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
    return Character.toLowerCase(Character.toUpperCase(c));
  }
}
