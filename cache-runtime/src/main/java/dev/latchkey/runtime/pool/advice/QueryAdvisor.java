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
import org.jspecify.annotations.Nullable;

/**
 * Says which statements cost too much and what would help, by safety rules POOL-43 and POOL-44.
 *
 * <p>Thread-safe. {@link #examine} is for one background thread at a time.
 */
public final class QueryAdvisor {
  /** Statements that are explained in one go, those first that take most time. */
  private static final int MOST_AT_ONCE = 10;

  private static final int MOST_KEPT = 200;

  /** Calls that a mean time is told of. */
  private static final int ENOUGH = 20;

  private static final Duration AGAIN_AFTER = Duration.ofHours(1);

  private final IndexAdvice indexes = new IndexAdvice();

  /** When a statement was looked at last, by database and shape. */
  private final Map<String, Long> examined = new LinkedHashMap<>();

  /** What would help a statement, by its shape. */
  private final Map<String, Finding> findings = new LinkedHashMap<>();

  private final Ticker ticker;

  /** Begins with no findings. */
  public QueryAdvisor(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * An index that would help.
   *
   * @param at when that was found
   * @param meanNanos mean time of the statement then
   * @param gone since when the table is not read whole any more; null while it is
   */
  private record Finding(
      IndexAdvice.Found index, String database, Instant at, double meanNanos, @Nullable Gone gone) {
    String table() {
      return index.index().schema() + "." + index.index().table();
    }
  }

  /** When a table was seen to be read whole no more, and what the statement had done by then. */
  private record Gone(Instant at, long count, long totalNanos) {}

  /**
   * Explains the statements that take most time, each at most once an hour. The connection is as it
   * was afterwards, but for its read-only and autocommit settings: it is to be closed.
   *
   * @param own a connection to PostgreSQL that no application uses
   * @param uses what ran, in any order
   * @throws SQLException when the connection does not work
   */
  public void examine(Connection own, Collection<StatementSnapshot> uses) throws SQLException {
    String database = database(own);
    for (StatementSnapshot use : due(database, uses)) {
      try (var session = new ReadOnlySession(own)) {
        remember(database, use, look(session, use.shape()));
      }
    }
  }

  /**
   * Returns the statements that {@link #examine} would explain now.
   *
   * @throws SQLException when the connection does not work
   */
  List<StatementSnapshot> due(Connection own, Collection<StatementSnapshot> uses)
      throws SQLException {
    return due(database(own), uses);
  }

  /** One database does not take the statements of another: each is asked for itself. */
  private static String database(Connection own) throws SQLException {
    return Integer.toHexString(own.getMetaData().getURL().hashCode()) + " ";
  }

  private List<StatementSnapshot> due(String database, Collection<StatementSnapshot> uses) {
    return uses.stream()
        .filter(use -> use.verb().equals("SELECT"))
        .filter(use -> isDue(database + use.shape()))
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
  private Optional<IndexAdvice.Looked> look(ReadOnlySession session, String shape) {
    try {
      return Optional.of(indexes.examine(session, shape));
    } catch (SQLException | IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  private synchronized boolean isDue(String examination) {
    Long last = examined.get(examination);
    return last == null || ticker.nanos() - last >= AGAIN_AFTER.toNanos();
  }

  private synchronized void remember(
      String database, StatementSnapshot use, Optional<IndexAdvice.Looked> looked) {
    keep(examined, database + use.shape(), ticker.nanos());
    looked
        .map(look -> next(findings.get(use.shape()), database, use, look))
        .ifPresent(finding -> keep(findings, use.shape(), finding));
  }

  /** Another database may have the index already, which says nothing of the one that has not. */
  private @Nullable Finding next(
      @Nullable Finding last, String database, StatementSnapshot use, IndexAdvice.Looked look) {
    @Nullable Finding open =
        last != null && last.gone() == null && last.database().equals(database) ? last : null;
    if (look.best().isPresent()) {
      IndexAdvice.Found found = look.best().get();
      return open == null
          ? new Finding(found, database, ticker.now(), mean(use), null)
          : new Finding(found, database, open.at(), open.meanNanos(), null);
    }
    if (open == null || look.scanned().contains(open.table())) {
      return last;
    }
    Gone gone = new Gone(ticker.now(), use.count(), use.totalNanos());
    return new Finding(open.index(), database, open.at(), open.meanNanos(), gone);
  }

  private static double mean(StatementSnapshot use) {
    return (double) use.totalNanos() / Math.max(1, use.count());
  }

  /** The oldest makes room. */
  private static <T> void keep(Map<String, T> map, String key, T value) {
    map.remove(key);
    map.put(key, value);
    if (map.size() > MOST_KEPT) {
      map.remove(map.keySet().iterator().next());
    }
  }

  private synchronized Optional<Finding> finding(String shape) {
    return Optional.ofNullable(findings.get(shape));
  }

  private Optional<Advice> indexAdvice(StatementSnapshot use, double share) {
    return finding(use.shape()).map(finding -> advice(use, share, finding));
  }

  private static Advice advice(StatementSnapshot use, double share, Finding finding) {
    IndexAdvice.Found found = finding.index();
    Gone gone = finding.gone();
    if (gone != null) {
      return followed(use, finding, gone);
    }
    List<String> evidence = new ArrayList<>(found.evidence());
    evidence.add(String.format(Locale.ROOT, "Seen %,d times.", use.count()));
    return new Advice(
        Kind.SEQUENTIAL_SCAN,
        use.shape(),
        "The database reads all of " + finding.table() + " for this statement.",
        evidence,
        found.index().concurrently(),
        Scores.of(share, found.saving()),
        finding.at(),
        null);
  }

  private static Advice followed(StatementSnapshot use, Finding finding, Gone gone) {
    long calls = use.count() - gone.count();
    double now = calls < ENOUGH ? -1 : (double) (use.totalNanos() - gone.totalNanos()) / calls;
    return new Advice(
        Kind.SEQUENTIAL_SCAN,
        use.shape(),
        "The database no longer reads all of " + finding.table() + " for this statement.",
        finding.index().evidence(),
        "",
        0,
        finding.at(),
        new Advice.Followed(gone.at(), finding.meanNanos(), now));
  }
}
