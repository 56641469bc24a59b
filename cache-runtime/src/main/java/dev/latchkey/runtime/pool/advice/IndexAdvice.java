package dev.latchkey.runtime.pool.advice;

import dev.latchkey.runtime.pool.advice.QueryPlan.SequentialScan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether an index would help a statement, by what the planner says. Thread-safe.
 *
 * <p>Worth a suggestion is an index on a table of more than 10,000 rows or pages that saves at
 * least half of the statement's cost and that no b-tree index begins with already, as Dexter does
 * it.
 */
final class IndexAdvice {
  private static final int SMALLEST_TABLE = 10_000;
  private static final double SMALLEST_SAVING = 0.5;
  private static final int PERCENT = 100;

  /** What a row found by an index costs, in rows that are read in order: pages come at random. */
  private static final int ROW_BY_INDEX = 10;

  private final Explainer explainer = new Explainer();
  private final HypotheticalIndex hypothetical = new HypotheticalIndex(explainer);

  /**
   * What was found.
   *
   * @param saving share of the statement's cost, 0.5 to 1
   */
  record Found(IndexCandidate index, double saving, List<String> evidence) {}

  /**
   * What a look at a statement's plan gave.
   *
   * @param best the index that saves most; empty when none is worth it
   * @param scanned the tables that are read whole, as schema and name with a dot between
   */
  record Looked(Optional<Found> best, Set<String> scanned) {
    Looked {
      scanned = Set.copyOf(scanned);
    }
  }

  /**
   * Looks at the plan of a statement.
   *
   * @throws SQLException when the server does not answer
   */
  Looked examine(ReadOnlySession session, String shape) throws SQLException {
    QueryPlan plan = explainer.plan(session, shape);
    Optional<Found> best = Optional.empty();
    Set<String> scanned = new HashSet<>();
    for (SequentialScan scan : plan.scans()) {
      scanned.add(scan.schema() + "." + scan.table());
      TableFacts table = TableFacts.of(session, scan.schema(), scan.table());
      if (Math.max(table.rows(), (double) table.pages()) > SMALLEST_TABLE) {
        for (IndexCandidate candidate : candidates(scan, table)) {
          Optional<Found> found = judge(session, shape, plan, scan, table, candidate);
          best = better(best, found);
        }
      }
    }
    return new Looked(best, scanned);
  }

  /** Each column alone; all of them together after those, so that it has to save more. */
  private static List<IndexCandidate> candidates(SequentialScan scan, TableFacts table) {
    List<IndexCandidate> candidates = new ArrayList<>();
    List<String> parts = FilterColumns.of(scan.filter());
    for (String part : parts) {
      if (!table.leading().contains(part)) {
        candidates.add(new IndexCandidate(scan.schema(), scan.table(), List.of(part)));
      }
    }
    if (candidates.size() > 1) {
      candidates.add(new IndexCandidate(scan.schema(), scan.table(), parts));
    }
    return candidates;
  }

  private Optional<Found> judge(
      ReadOnlySession session,
      String shape,
      QueryPlan plan,
      SequentialScan scan,
      TableFacts table,
      IndexCandidate candidate)
      throws SQLException {
    List<String> evidence = new ArrayList<>();
    evidence.add(
        String.format(
            Locale.ROOT,
            "EXPLAIN with a generic plan reads %s.%s whole: about %,.0f rows, %,d pages of 8 KiB.",
            scan.schema(),
            scan.table(),
            table.rows(),
            table.pages()));
    Optional<Double> cost = hypothetical.cost(session, shape, candidate);
    double saving;
    if (cost.isPresent()) {
      saving = 1 - cost.get() / plan.cost();
      evidence.add(
          String.format(
              Locale.ROOT,
              "With the index, simulated by HypoPG, the planner's cost falls from %,.0f to %,.0f.",
              plan.cost(),
              cost.get()));
    } else {
      saving = estimated(session, plan, scan, table, candidate);
      evidence.add(
          String.format(
              Locale.ROOT,
              "By the server's statistics one value has about %.4f %% of the rows; HypoPG is not"
                  + " installed, so that the planner could not be asked.",
              PERCENT * share(session, table, candidate)));
    }
    return saving >= SMALLEST_SAVING
        ? Optional.of(new Found(candidate, Math.min(saving, 1), evidence))
        : Optional.empty();
  }

  private static double estimated(
      ReadOnlySession session,
      QueryPlan plan,
      SequentialScan scan,
      TableFacts table,
      IndexCandidate candidate)
      throws SQLException {
    double scanned = Math.min(1, scan.cost() / plan.cost());
    double read = Math.min(1, ROW_BY_INDEX * share(session, table, candidate));
    return scanned * (1 - read);
  }

  private static double share(ReadOnlySession session, TableFacts table, IndexCandidate candidate)
      throws SQLException {
    double share = 1;
    for (String part : candidate.parts()) {
      share *= Selectivity.of(session, candidate.schema(), candidate.table(), part, table.rows());
    }
    return share;
  }

  /** A later candidate has more columns, and must be a tenth better to be worth them. */
  private static Optional<Found> better(Optional<Found> best, Optional<Found> found) {
    if (best.isEmpty() || found.isEmpty()) {
      return best.isEmpty() ? found : best;
    }
    double least =
        found.get().index().parts().size() > best.get().index().parts().size()
            ? best.get().saving() + (1 - best.get().saving()) / 10
            : best.get().saving();
    return found.get().saving() > least ? found : best;
  }
}
