package dev.latchkey.runtime.pool.advice;

import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.pool.advice.Advice.Kind;
import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Says which statements cost too much and what would help, by safety rules POOL-43 and POOL-44.
 *
 * <p>Thread-safe. {@link #examine} is for one background thread at a time.
 */
public final class QueryAdvisor {
  /** Statements that are explained in one go, those first that take most time. */
  private static final int MOST_AT_ONCE = 10;

  private static final int MOST_KEPT = 200;
  private static final Duration AGAIN_AFTER = Duration.ofHours(1);

  private final IndexAdvice indexes = new IndexAdvice();
  private final Map<String, Examined> examined = new LinkedHashMap<>();
  private final Ticker ticker;

  /** Begins with no findings. */
  public QueryAdvisor(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * What came of one look at a statement.
   *
   * @param found empty when no index helps, or the server did not take the statement
   */
  private record Examined(long atNanos, Instant at, Optional<IndexAdvice.Found> found) {}

  /**
   * Explains the statements that take most time, each at most once an hour. The connection is as it
   * was afterwards, but for its read-only and autocommit settings: it is to be closed.
   *
   * @param own a connection to PostgreSQL that no application uses
   * @param uses what ran, in any order
   * @throws SQLException when the connection does not work
   */
  public void examine(Connection own, Collection<StatementSnapshot> uses) throws SQLException {
    for (StatementSnapshot use : due(uses)) {
      try (var session = new ReadOnlySession(own)) {
        remember(use.shape(), look(session, use.shape()));
      }
    }
  }

  /** Returns the statements that {@link #examine} would explain now. */
  public List<StatementSnapshot> due(Collection<StatementSnapshot> uses) {
    return uses.stream()
        .filter(use -> use.verb().equals("SELECT"))
        .filter(use -> isDue(use.shape()))
        .sorted(Comparator.comparingLong(StatementSnapshot::totalNanos).reversed())
        .limit(MOST_AT_ONCE)
        .toList();
  }

  /** Returns the findings about these statements, the highest score first. */
  public List<Advice> advice(Collection<StatementSnapshot> uses) {
    double total = Math.max(1, uses.stream().mapToLong(StatementSnapshot::totalNanos).sum());
    List<Advice> advice = new ArrayList<>();
    for (StatementSnapshot use : uses) {
      double share = use.totalNanos() / total;
      Optional<Advice> index = indexAdvice(use, share);
      index.ifPresent(advice::add);
      for (Advice each : UseFindings.of(use, share, ticker.now())) {
        if (each.kind() != Kind.SLOW || index.isEmpty()) {
          advice.add(each);
        }
      }
    }
    advice.sort(Comparator.comparingInt(Advice::score).reversed());
    return advice;
  }

  /** A statement that the server does not take is not asked about again before the hour is over. */
  private Optional<IndexAdvice.Found> look(ReadOnlySession session, String shape) {
    try {
      return indexes.examine(session, shape);
    } catch (SQLException | IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  private synchronized boolean isDue(String shape) {
    Examined last = examined.get(shape);
    return last == null || ticker.nanos() - last.atNanos() >= AGAIN_AFTER.toNanos();
  }

  private synchronized void remember(String shape, Optional<IndexAdvice.Found> found) {
    examined.remove(shape);
    examined.put(shape, new Examined(ticker.nanos(), ticker.now(), found));
    if (examined.size() > MOST_KEPT) {
      examined.remove(examined.keySet().iterator().next());
    }
  }

  private Optional<Advice> indexAdvice(StatementSnapshot use, double share) {
    Examined last;
    synchronized (this) {
      last = examined.get(use.shape());
    }
    if (last == null || last.found().isEmpty()) {
      return Optional.empty();
    }
    IndexAdvice.Found found = last.found().get();
    List<String> evidence = new ArrayList<>(found.evidence());
    evidence.add(String.format(Locale.ROOT, "Seen %,d times.", use.count()));
    return Optional.of(
        new Advice(
            Kind.SEQUENTIAL_SCAN,
            use.shape(),
            "The database reads all of "
                + found.index().schema()
                + "."
                + found.index().table()
                + " for this statement.",
            evidence,
            found.index().concurrently(),
            Scores.of(share, found.saving()),
            last.at()));
  }
}
