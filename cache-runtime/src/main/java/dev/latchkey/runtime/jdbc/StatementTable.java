package dev.latchkey.runtime.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The figures of every shape that was seen, up to a bound. Thread-safe. */
final class StatementTable {
  /** Further shapes are counted together: a text that is built of parts makes more and more. */
  private static final int MOST_SHAPES = 500;

  private static final SqlStatement OTHERS =
      new SqlStatement("(other statements)", "", SqlStatement.Effect.LASTING, SqlTables.UNKNOWN);

  private final ConcurrentMap<String, StatementFigures> shapes = new ConcurrentHashMap<>();
  private final StatementFigures others = new StatementFigures(OTHERS);

  StatementFigures of(SqlStatement statement) {
    var known = shapes.get(statement.shape());
    if (known != null) {
      return known;
    }
    if (statement.shape().isEmpty() || shapes.size() >= MOST_SHAPES) {
      return others;
    }
    var fresh = new StatementFigures(statement);
    var first = shapes.putIfAbsent(statement.shape(), fresh);
    return first == null ? fresh : first;
  }

  /** Returns the figures at a moment, those that took the longest first. */
  List<StatementSnapshot> snapshot(long now) {
    var all = new ArrayList<>(shapes.values());
    if (others.totalNanos() > 0) {
      all.add(others);
    }
    return all.stream()
        .map(each -> each.snapshot(now))
        .sorted(Comparator.comparingLong(StatementSnapshot::totalNanos).reversed())
        .toList();
  }
}
