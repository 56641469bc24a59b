package dev.latchkey.runtime.pool.advice;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Asks the planner what an index would do that does not exist, where the extension HypoPG is
 * installed. Such an index lives in the session's memory alone.
 */
final class HypotheticalIndex {
  private static final String EXTENSION =
      """
      SELECT pg_catalog.quote_ident(n.nspname)
        FROM pg_catalog.pg_extension e
        JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
       WHERE e.extname = 'hypopg'
      """;

  private final Explainer explainer;

  HypotheticalIndex(Explainer explainer) {
    this.explainer = explainer;
  }

  /**
   * Returns the statement's cost with the index, or nothing when HypoPG is not installed.
   *
   * @throws SQLException when the server refuses the index or the statement
   */
  Optional<Double> cost(ReadOnlySession session, String shape, IndexCandidate index)
      throws SQLException {
    List<String> schema = session.column(EXTENSION);
    if (schema.isEmpty()) {
      return Optional.empty();
    }
    String functions = schema.get(0) + ".hypopg";
    create(session, functions, index);
    try {
      return Optional.of(explainer.plan(session, shape).cost());
    } finally {
      session.run("SELECT " + functions + "_reset()");
    }
  }

  private static void create(ReadOnlySession session, String functions, IndexCandidate index)
      throws SQLException {
    try (PreparedStatement create =
        session.connection().prepareStatement("SELECT " + functions + "_create_index(?)")) {
      create.setString(1, index.plain());
      create.execute();
    }
  }
}
