package dev.latchkey.runtime.pool.advice;

import java.sql.SQLException;

/**
 * Asks PostgreSQL how it would run a statement without knowing its parameters, and never runs it:
 * {@code EXPLAIN} with no {@code ANALYZE}. Thread-safe.
 *
 * <p>Goes by a prepared statement and a forced generic plan, which every version since 12 takes.
 * The shorter {@code EXPLAIN (GENERIC_PLAN)} of 16 needs the simple protocol, which the driver does
 * not use: in the extended one the server asks for the parameters.
 */
final class Explainer {
  private static final String PREPARED = "latchkey_explained";

  private final PlanReader reader = new PlanReader();

  /**
   * Returns the plan. The statement is prepared anew each time, because a prepared one keeps its
   * plan and would not see a hypothetical index that was made after it.
   *
   * @throws SQLException when the server does not take the statement, or takes too long
   */
  QueryPlan plan(ReadOnlySession session, String shape) throws SQLException {
    Placeholders statement = Placeholders.numbered(shape);
    session.run("SET LOCAL plan_cache_mode = force_generic_plan");
    session.run("PREPARE " + PREPARED + " AS " + statement.text());
    String explain = "EXPLAIN (FORMAT JSON, VERBOSE) EXECUTE " + PREPARED + nulls(statement);
    QueryPlan plan = reader.read(String.join("\n", session.column(explain)));
    session.run("DEALLOCATE " + PREPARED);
    return plan;
  }

  private static String nulls(Placeholders statement) {
    return statement.count() == 0 ? "" : "(" + "null, ".repeat(statement.count() - 1) + "null)";
  }
}
