package dev.latchkey.runtime.pool.advice;

import java.sql.SQLException;

/**
 * Asks PostgreSQL how it would run a statement without knowing its parameters, and never runs it:
 * {@code EXPLAIN} with no {@code ANALYZE}. Thread-safe.
 */
final class Explainer {
  /** The first version that explains a statement with open parameters at once. */
  private static final int GENERIC_PLAN_SINCE = 16;

  private static final String PREPARED = "latchkey_explained";

  private final PlanReader reader = new PlanReader();

  /**
   * Returns the plan.
   *
   * @throws SQLException when the server does not take the statement, or takes too long
   */
  QueryPlan plan(ReadOnlySession session, String shape) throws SQLException {
    Placeholders statement = Placeholders.numbered(shape);
    int version = session.connection().getMetaData().getDatabaseMajorVersion();
    return reader.read(
        version >= GENERIC_PLAN_SINCE
            ? lines(session, "EXPLAIN (FORMAT JSON, VERBOSE, GENERIC_PLAN) " + statement.text())
            : prepared(session, statement));
  }

  /**
   * Prepared anew each time: a prepared statement keeps its plan, and would not see a hypothetical
   * index that was made after it.
   */
  private static String prepared(ReadOnlySession session, Placeholders statement)
      throws SQLException {
    session.run("SET LOCAL plan_cache_mode = force_generic_plan");
    session.run("PREPARE " + PREPARED + " AS " + statement.text());
    try {
      return lines(
          session, "EXPLAIN (FORMAT JSON, VERBOSE) EXECUTE " + PREPARED + nulls(statement));
    } finally {
      session.run("DEALLOCATE " + PREPARED);
    }
  }

  private static String nulls(Placeholders statement) {
    return statement.count() == 0 ? "" : "(" + "null, ".repeat(statement.count() - 1) + "null)";
  }

  private static String lines(ReadOnlySession session, String sql) throws SQLException {
    return String.join("\n", session.column(sql));
  }
}
