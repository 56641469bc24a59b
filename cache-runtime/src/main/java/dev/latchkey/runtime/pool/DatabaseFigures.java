package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.pool.advice.Advice;
import java.util.List;
import java.util.Map;

/** What is known of an application's databases, for those who show it. Thread-safe. */
public interface DatabaseFigures {
  /** Returns the pools, those first that have been there longest. */
  List<PoolSnapshot> pools();

  /**
   * Returns the connection of each pool that has been out for longest, of those that have been for
   * a second or more, by the pool's id. Reads the stack of one thread for each.
   */
  Map<String, LongHold> longHolds();

  /** Returns the statements that ran, those first that took most time in all. */
  List<StatementSnapshot> statements();

  /** Returns what could be done about them, what gains most first. */
  List<Advice> advice();
}
