package dev.latchkey.runtime.config;

import java.util.List;

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
   * fall. Immutable.
   */
  record BySqlTable(String table) implements Invalidation {
    /** Checks the name. */
    public BySqlTable {
      Checks.that(!table.isBlank(), "no table");
    }
  }
}
