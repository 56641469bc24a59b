package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.pool.advice.Advice;
import java.util.List;

/** What is known of an application's databases, for those who show it. Thread-safe. */
public interface DatabaseFigures {
  /** Returns the pools, those first that have been there longest. */
  List<PoolSnapshot> pools();

  /** Returns the statements that ran, those first that took most time in all. */
  List<StatementSnapshot> statements();

  /** Returns what could be done about them, what gains most first. */
  List<Advice> advice();
}
