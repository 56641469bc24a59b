package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.jdbc.StatementSnapshot;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the application asks its databases. Thread-safe. */
public final class DatabaseEndpoint {
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final JdbcObserver jdbc;

  /** Reads from this observer. */
  public DatabaseEndpoint(JdbcObserver jdbc) {
    this.jdbc = jdbc;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/database/statements", Set.of(), call -> statements()));
  }

  /** The statements of one shape. */
  public record StatementView(
      String id,
      String shape,
      String verb,
      long count,
      long errors,
      double totalMillis,
      double p50Millis,
      double p95Millis,
      long inOperations,
      long repeatedOperations,
      int mostInOneOperation,
      String callSite) {
    private static StatementView of(StatementSnapshot statement) {
      return new StatementView(
          statement.id(),
          statement.shape(),
          statement.verb(),
          statement.count(),
          statement.errors(),
          statement.totalNanos() / NANOS_PER_MILLI,
          statement.p50Nanos() / NANOS_PER_MILLI,
          statement.p95Nanos() / NANOS_PER_MILLI,
          statement.inOperations(),
          statement.repeatedOperations(),
          statement.mostInOneOperation(),
          statement.callSite());
    }
  }

  /** All of them, those that took the longest first. */
  public record StatementsView(List<StatementView> statements) {}

  private Reply statements() {
    return Reply.json(
        new StatementsView(jdbc.statements().stream().map(StatementView::of).toList()));
  }
}
