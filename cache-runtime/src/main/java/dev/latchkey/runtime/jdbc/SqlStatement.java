package dev.latchkey.runtime.jdbc;

/**
 * What can be told of a statement from its text. Immutable.
 *
 * @param shape the text with comments and literals taken out, white space and lists in {@code IN}
 *     made one; holds no value of the application's
 * @param verb the first keyword in upper case, such as {@code SELECT}; empty when there is none
 *     that is known
 * @param effect what it can do to the session that it runs in
 * @param tables what it reads and writes
 */
public record SqlStatement(String shape, String verb, Effect effect, SqlTables tables) {
  /** A statement whose text was not seen. */
  public static final SqlStatement UNKNOWN =
      new SqlStatement("", "", Effect.LASTING, SqlTables.UNKNOWN);

  /** What a statement can do to the session that it runs in. */
  public enum Effect {
    /** Reads or changes rows and nothing else, by safety rule POOL-25. */
    NONE,
    /** Changes what a full reset takes back, or may change it, such as a call of some function. */
    RESETTABLE,
    /** Changes what no reset takes back, by safety rule POOL-20, such as {@code SET ROLE}. */
    LASTING
  }

  /**
   * Reads a text, about one microsecond for a usual one. {@link SqlTexts} remembers what it read.
   */
  public static SqlStatement of(String text) {
    return SqlScan.of(text).statement();
  }
}
