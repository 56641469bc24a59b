package dev.latchkey.runtime.session;

import dev.latchkey.runtime.jdbc.SqlTables;
import java.util.Arrays;
import java.util.List;

/**
 * A write that the operator allows to be left out when an answer is served, such as the note of a
 * visit. Immutable.
 *
 * @param table with or without a schema
 * @param columns the only ones that such an update sets; at least one
 */
public record SkippedWrite(String table, List<String> columns) {
  /** Copies the list. */
  public SkippedWrite {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a write that is left out sets at least one column");
    }
  }

  /** Returns whether a statement does nothing but this. */
  boolean covers(SqlTables statement) {
    long[] assigned = statement.assigned();
    if (statement.writesAnything()
        || statement.locks()
        || statement.setsScope()
        || assigned == null
        || assigned.length == 0
        || statement.written().length == 0) {
      return false;
    }
    long own = Dependencies.table(table);
    return Arrays.stream(statement.written()).allMatch(each -> each == own)
        && Arrays.stream(assigned).allMatch(this::isOwn);
  }

  private boolean isOwn(long column) {
    return columns.stream().anyMatch(each -> SqlTables.name(each) == column);
  }
}
