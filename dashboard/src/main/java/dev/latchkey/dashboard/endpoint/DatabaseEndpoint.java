package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.pool.DatabaseFigures;
import dev.latchkey.runtime.pool.PoolSnapshot;
import dev.latchkey.runtime.pool.advice.Advice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connection pools, statements, and what could be done about them. Thread-safe. */
public final class DatabaseEndpoint {
  private static final int MOST_STATEMENTS = 50;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final DatabaseFigures figures;

  /** Shows these figures. */
  public DatabaseEndpoint(DatabaseFigures figures) {
    this.figures = figures;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read("/api/v1/database/pools", Set.of(), call -> Reply.json(pools())),
        Route.read("/api/v1/database/statements", Set.of(), call -> Reply.json(statements())),
        Route.read("/api/v1/database/advice", Set.of(), call -> Reply.json(advice())));
  }

  /**
   * One pool; what was not measured is null.
   *
   * @param utilizationRatio busy over busy and idle, over the last minute
   * @param engine what keeps the connections; empty when none are
   * @param limit how many may be open at once; null when there is no limit, or none yet
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record PoolView(
      String id,
      String url,
      String database,
      String state,
      String reason,
      int active,
      int idle,
      long opened,
      long reused,
      @Nullable Double reuseRatio,
      long overflow,
      Map<String, Long> tainted,
      long validationFailures,
      long leaks,
      Map<String, Long> leakSites,
      @Nullable Double connectP50Millis,
      @Nullable Double resetP50Millis,
      @Nullable Double holdP50Millis,
      @Nullable Double holdP99Millis,
      double savedSeconds,
      @Nullable Double utilizationRatio,
      String engine,
      @Nullable Integer limit,
      int waiting,
      long waited,
      @Nullable Double waitP99Millis,
      long beyondLimit) {
    private static PoolView of(PoolSnapshot pool) {
      long checkouts = pool.opened() + pool.reused();
      return new PoolView(
          pool.id(),
          pool.url(),
          pool.database(),
          pool.state(),
          pool.reason(),
          pool.active(),
          pool.idle(),
          pool.opened(),
          pool.reused(),
          checkouts == 0 ? null : (double) pool.reused() / checkouts,
          pool.overflow(),
          pool.tainted(),
          pool.validationFailures(),
          pool.leaks(),
          pool.leakSites(),
          millis(pool.connectP50()),
          millis(pool.resetP50()),
          millis(pool.holdP50()),
          millis(pool.holdP99()),
          pool.savedNanos() / NANOS_PER_SECOND,
          pool.utilization() < 0 ? null : pool.utilization(),
          pool.queue().engine(),
          pool.queue().limit() == PoolSnapshot.NO_LIMIT ? null : pool.queue().limit(),
          pool.queue().waiting(),
          pool.queue().waited(),
          millis(pool.queue().waitP99()),
          pool.queue().beyondLimit());
    }

    private static @Nullable Double millis(long nanos) {
      return nanos == 0 ? null : nanos / NANOS_PER_MILLI;
    }
  }

  /** All pools. */
  public record Pools(List<PoolView> pools) {}

  /**
   * One statement, without its values.
   *
   * @param timeRatio its share of the time of all statements
   */
  public record StatementView(
      String id,
      String shape,
      String verb,
      long calls,
      long errors,
      double totalSeconds,
      double timeRatio,
      double meanMillis,
      double p50Millis,
      double p95Millis,
      long inOperations,
      long repeatedOperations,
      int mostInOneOperation,
      String callSite) {
    private static StatementView of(StatementSnapshot statement, double totalNanos) {
      return new StatementView(
          statement.id(),
          statement.shape(),
          statement.verb(),
          statement.count(),
          statement.errors(),
          statement.totalNanos() / NANOS_PER_SECOND,
          statement.totalNanos() / totalNanos,
          statement.totalNanos() / NANOS_PER_MILLI / Math.max(1, statement.count()),
          statement.p50Nanos() / NANOS_PER_MILLI,
          statement.p95Nanos() / NANOS_PER_MILLI,
          statement.inOperations(),
          statement.repeatedOperations(),
          statement.mostInOneOperation(),
          statement.callSite());
    }
  }

  /**
   * The statements that took most time.
   *
   * @param known how many there are in all
   */
  public record Statements(List<StatementView> statements, int known) {}

  /** One finding. */
  public record AdviceView(
      String kind,
      String shape,
      String finding,
      List<String> evidence,
      String suggestion,
      int score,
      Instant since) {
    private static AdviceView of(Advice advice) {
      return new AdviceView(
          advice.kind().id(),
          advice.shape(),
          advice.finding(),
          advice.evidence(),
          advice.suggestion(),
          advice.score(),
          advice.since());
    }
  }

  /** All findings. */
  public record Findings(List<AdviceView> advice) {}

  /** Returns all pools. */
  public Pools pools() {
    return new Pools(figures.pools().stream().map(PoolView::of).toList());
  }

  /** Returns the 50 statements that took most time. */
  public Statements statements() {
    List<StatementSnapshot> all = figures.statements();
    double total = Math.max(1, all.stream().mapToLong(StatementSnapshot::totalNanos).sum());
    return new Statements(
        all.stream().limit(MOST_STATEMENTS).map(each -> StatementView.of(each, total)).toList(),
        all.size());
  }

  /** Returns the findings. */
  public Findings advice() {
    return new Findings(figures.advice().stream().map(AdviceView::of).toList());
  }
}
