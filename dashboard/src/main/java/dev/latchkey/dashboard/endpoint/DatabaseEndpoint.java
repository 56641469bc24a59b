package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.pool.DatabaseFigures;
import dev.latchkey.runtime.pool.LongHold;
import dev.latchkey.runtime.pool.PoolSnapshot;
import dev.latchkey.runtime.pool.advice.Advice;
import dev.latchkey.runtime.time.Ticker;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connection pools, statements, and what could be done about them. Thread-safe. */
public final class DatabaseEndpoint {
  private static final int MOST_STATEMENTS = 50;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private static final String USEFUL = "useful";

  private final DatabaseFigures figures;
  private final EventLog events;
  private final AdviceJudgments judgments = new AdviceJudgments();
  private final Revision revision;

  /** Shows these figures, and notes what is thought of the findings. */
  public DatabaseEndpoint(DatabaseFigures figures, EventLog events, Ticker ticker) {
    this.figures = figures;
    this.events = events;
    revision = new Revision("judgments", () -> "", ticker);
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read("/api/v1/database/pools", Set.of(), call -> Reply.json(pools())),
        Route.read("/api/v1/database/statements", Set.of(), call -> Reply.json(statements())),
        Route.read(
            "/api/v1/database/advice", Set.of(), call -> revision.tagged(Reply.json(advice()))),
        Route.change(
            "PUT",
            "/api/v1/database/advice/{id}/judgment",
            call -> revision.change(call, () -> judge(call))));
  }

  /**
   * One pool; what was not measured is null.
   *
   * @param utilizationRatio busy over busy and idle, over the last minute
   * @param engine what keeps the connections; empty when none are
   * @param limit how many may be open at once; null when there is no limit, or none yet
   * @param timeouts calls that waited as long as they may and got none
   * @param acquireP50Millis time until a call has a connection, kept or opened, waiting included
   * @param overheadMillis mean time of getting and giving back one that may be kept
   * @param longestHeldMillis how long one has been out; null when none has been for a second
   * @param longestHeldStack what the thread that asked for it does now, innermost call first
   * @param trace what it held in the last 15 minutes
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
      long timeouts,
      long beyondLimit,
      @Nullable Double acquireP50Millis,
      @Nullable Double acquireP95Millis,
      @Nullable Double acquireP99Millis,
      @Nullable Double connectP95Millis,
      @Nullable Double overheadMillis,
      @Nullable Double longestHeldMillis,
      List<String> longestHeldStack,
      TraceView trace) {
    private static PoolView of(PoolSnapshot pool, @Nullable LongHold held) {
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
          pool.queue().timeouts(),
          pool.queue().beyondLimit(),
          millis(pool.acquiring().p50()),
          millis(pool.acquiring().p95()),
          millis(pool.acquiring().p99()),
          millis(pool.acquiring().connectP95()),
          pool.overheadNanos() < 0 ? null : pool.overheadNanos() / NANOS_PER_MILLI,
          held == null ? null : millis(held.heldNanos()),
          held == null ? List.of() : held.stack(),
          TraceView.of(pool.trace()));
    }

    private static @Nullable Double millis(long nanos) {
      return nanos == 0 ? null : nanos / NANOS_PER_MILLI;
    }
  }

  /**
   * What a pool held over time, in steps of so many seconds, the oldest first; the last one ended
   * within a step of now.
   *
   * @param active held by the application, on average over a step
   * @param idle kept, on average over a step
   * @param waiting most calls that waited at once
   */
  public record TraceView(
      int stepSeconds, List<Double> active, List<Double> idle, List<Integer> waiting) {
    private static TraceView of(List<PoolSnapshot.Step> steps) {
      return new TraceView(
          PoolSnapshot.Step.SECONDS,
          steps.stream().map(step -> rounded(step.active())).toList(),
          steps.stream().map(step -> rounded(step.idle())).toList(),
          steps.stream().map(PoolSnapshot.Step::waiting).toList());
    }

    private static double rounded(double connections) {
      return Math.round(connections * 100) / 100.0;
    }
  }

  /** All pools. */
  public record Pools(List<PoolView> pools) {}

  /**
   * One statement, without its values. Calls, errors, rows and times are of the last 15 minutes.
   *
   * @param timeRatio its share of the time of all statements
   * @param rowsMean rows that one call changed on average; null when it changes none, as a query,
   *     whose rows the application reads later
   * @param callsSinceStart likewise since the agent's start, as all that is counted by operations
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
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
      @Nullable Double rowsMean,
      long callsSinceStart,
      long inOperations,
      long repeatedOperations,
      int mostInOneOperation,
      String callSite) {
    private static StatementView of(StatementSnapshot statement, double totalNanos) {
      StatementSnapshot.Recent recent = statement.recent();
      return new StatementView(
          statement.id(),
          statement.shape(),
          statement.verb(),
          recent.count(),
          recent.errors(),
          recent.totalNanos() / NANOS_PER_SECOND,
          recent.totalNanos() / totalNanos,
          recent.totalNanos() / NANOS_PER_MILLI / recent.count(),
          recent.p50Nanos() / NANOS_PER_MILLI,
          recent.p95Nanos() / NANOS_PER_MILLI,
          recent.told() == 0 ? null : (double) recent.rows() / recent.told(),
          statement.count(),
          statement.inOperations(),
          statement.repeatedOperations(),
          statement.mostInOneOperation(),
          statement.callSite());
    }
  }

  /**
   * The statements that took most time lately.
   *
   * @param known how many ran in that time
   * @param windowMinutes how long that is
   */
  public record Statements(List<StatementView> statements, int known, int windowMinutes) {}

  /**
   * One finding.
   *
   * @param severity how pressing it is: {@code warning} or {@code info}
   * @param useful what a person thought of it; null when nobody has said
   * @param followedAt when its cause was seen to be gone; null while it is there
   * @param beforeMillis mean time of the statement when it was found; null while the cause is there
   * @param nowMillis mean time since the cause is gone; null while too few ran to tell
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record AdviceView(
      String id,
      String kind,
      String severity,
      String shape,
      String finding,
      List<String> evidence,
      String suggestion,
      int score,
      Instant since,
      @Nullable Boolean useful,
      @Nullable Instant followedAt,
      @Nullable Double beforeMillis,
      @Nullable Double nowMillis) {
    private static AdviceView of(Advice advice, @Nullable Boolean useful) {
      Advice.Followed followed = advice.followed();
      return new AdviceView(
          advice.id(),
          advice.kind().id(),
          advice.severity().id(),
          advice.shape(),
          advice.finding(),
          advice.evidence(),
          advice.suggestion(),
          advice.score(),
          advice.since(),
          useful,
          followed == null ? null : followed.noticed(),
          followed == null ? null : followed.beforeNanos() / NANOS_PER_MILLI,
          followed == null || followed.nowNanos() < 0
              ? null
              : followed.nowNanos() / NANOS_PER_MILLI);
    }
  }

  /** All findings. */
  public record Findings(List<AdviceView> advice) {}

  /** Returns all pools. */
  public Pools pools() {
    Map<String, LongHold> held = figures.longHolds();
    return new Pools(
        figures.pools().stream().map(pool -> PoolView.of(pool, held.get(pool.id()))).toList());
  }

  /** Returns the 50 statements that took most time in the last 15 minutes. */
  public Statements statements() {
    List<StatementSnapshot> ran =
        figures.statements().stream().filter(each -> each.recent().count() > 0).toList();
    double total = Math.max(1, ran.stream().mapToLong(DatabaseEndpoint::recentNanos).sum());
    return new Statements(
        ran.stream()
            .sorted(Comparator.comparingLong(DatabaseEndpoint::recentNanos).reversed())
            .limit(MOST_STATEMENTS)
            .map(each -> StatementView.of(each, total))
            .toList(),
        ran.size(),
        StatementSnapshot.RECENT_MINUTES);
  }

  private static long recentNanos(StatementSnapshot statement) {
    return statement.recent().totalNanos();
  }

  /** Returns the findings; what was thought not useful comes last. */
  public Findings advice() {
    return new Findings(
        figures.advice().stream()
            .map(this::view)
            .sorted(Comparator.comparing(each -> Boolean.FALSE.equals(each.useful())))
            .toList());
  }

  private AdviceView view(Advice advice) {
    return AdviceView.of(advice, judgments.of(advice.id()));
  }

  /** A judgment changes what is shown first, and nothing else. */
  private Reply judge(Call call) {
    var body = JsonBody.of(call.body(), Set.of(USEFUL));
    var useful = body.bool(USEFUL);
    body.check();
    if (useful.isEmpty()) {
      throw new ProblemException(
          Problem.validation("/" + USEFUL, "useful is missing, expected true or false"));
    }
    Advice judged =
        figures.advice().stream()
            .filter(each -> each.id().equals(call.variable("id")))
            .findFirst()
            .orElseThrow(
                () -> new ProblemException(Problem.notFound("there is no finding of that id")));
    judgments.judge(judged.id(), useful.get());
    events.add(
        "advice.judged",
        Severity.INFO,
        call.caller().actor(),
        "Finding " + judged.id() + " was judged " + (useful.get() ? "useful." : "not useful."));
    return Reply.json(view(judged));
  }
}
