package dev.latchkey.runtime.config;

import java.util.List;
import java.util.Optional;

/** What makes a target's kept answers wrong. */
public sealed interface Invalidation {

  /**
   * A call that changes what the target looks up. Immutable.
   *
   * @param key which answer falls; empty for all of the target's
   */
  record ByMethod(String className, MethodPattern method, List<KeyPath> key)
      implements Invalidation {
    /** Checks the class name and copies the list. */
    public ByMethod {
      Checks.that(JavaNames.isClassName(className), "not a class name: " + className);
      key = List.copyOf(key);
    }
  }

  /**
   * Any INSERT, UPDATE or DELETE on a table that passes through this JVM; all answers of the target
   * fall, or those of the row that a write names. Immutable.
   *
   * @param exceptColumns columns that no answer is made of: an UPDATE that sets no other one is
   *     left out
   * @param maySkip whether such an UPDATE need not happen when a whole answer is served
   * @param row how the row of a lookup is told from others; absent when each write concerns all
   */
  record BySqlTable(
      String table, List<String> exceptColumns, boolean maySkip, Optional<TableRow> row)
      implements Invalidation {
    /** A table whose updates always happen. */
    public BySqlTable(String table, List<String> exceptColumns) {
      this(table, exceptColumns, false, Optional.empty());
    }

    /** Checks the name and copies the list. */
    public BySqlTable {
      Checks.that(!table.isBlank(), "no table");
      exceptColumns = List.copyOf(exceptColumns);
    }
  }
}
