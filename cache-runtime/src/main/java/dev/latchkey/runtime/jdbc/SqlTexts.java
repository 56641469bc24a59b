package dev.latchkey.runtime.jdbc;

import dev.latchkey.runtime.store.BoundedMemo;

/**
 * Reads texts of SQL and remembers what it read of those that are likely to come again.
 * Thread-safe.
 *
 * <p>A text that holds a value or a comment is read anew each time: it is often the only one of its
 * kind, and what it holds is not ours to keep.
 */
public final class SqlTexts {
  private static final long MAX_BYTES = 2 * 1024 * 1024;
  private static final int LONGEST_KEPT = 8 * 1024;
  private static final int ENTRY_BYTES = 160;

  private final BoundedMemo<String, SqlStatement> known =
      new BoundedMemo<>(
          MAX_BYTES,
          (text, statement) ->
              ENTRY_BYTES
                  + 2 * (text.length() + statement.shape().length())
                  + Long.BYTES * statement.tables().mentioned().length);

  /** Returns what can be told of the statement with this text. */
  public SqlStatement get(String text) {
    var remembered = known.peek(text);
    if (remembered != null) {
      return remembered;
    }
    var scan = SqlScan.of(text);
    if (scan.constant() && text.length() <= LONGEST_KEPT) {
      known.put(text, scan.statement());
    }
    return scan.statement();
  }
}
