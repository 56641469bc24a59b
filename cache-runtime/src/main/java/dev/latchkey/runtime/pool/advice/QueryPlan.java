package dev.latchkey.runtime.pool.advice;

import java.util.List;

/**
 * How PostgreSQL would run a statement whose parameters it does not know.
 *
 * @param cost in the planner's own unit
 * @param scans the tables that are read from end to end and filtered
 */
record QueryPlan(double cost, List<SequentialScan> scans) {
  QueryPlan {
    scans = List.copyOf(scans);
  }

  /**
   * A table that is read whole.
   *
   * @param filter the condition on its rows, as PostgreSQL writes it
   * @param cost of this step, in the planner's own unit
   */
  record SequentialScan(String schema, String table, String filter, double cost) {}
}
