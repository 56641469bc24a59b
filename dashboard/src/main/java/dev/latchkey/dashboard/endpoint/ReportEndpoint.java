package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.analysis.Forecaster;
import dev.latchkey.runtime.analysis.report.HtmlReport;
import dev.latchkey.runtime.analysis.report.MarkdownReport;
import dev.latchkey.runtime.analysis.report.Measurements;
import dev.latchkey.runtime.analysis.report.Measurements.Period;
import dev.latchkey.runtime.analysis.report.Report;
import dev.latchkey.runtime.analysis.report.ReportWriter;
import dev.latchkey.runtime.discovery.Discovery;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.history.HistoryPoint;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.time.Ticker;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The architecture report, made when it is asked for. Thread-safe. */
public final class ReportEndpoint {
  /**
   * Stricter than that of the dashboard: the file has one style, and nothing that runs or loads.
   */
  private static final String POLICY =
      "default-src 'none'; style-src "
          + HtmlReport.styleSource()
          + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final long LEAST_SECONDS = 60;
  private static final long MOST_SECONDS = TimeUnit.DAYS.toSeconds(366);

  private final Metrics metrics;
  private final Forecaster forecaster;
  private final Discovery discovery;
  private final AgentInfo info;
  private final History history;
  private final Ticker ticker;

  /** Reports what these know. */
  public ReportEndpoint(
      Metrics metrics,
      Forecaster forecaster,
      Discovery discovery,
      AgentInfo info,
      History history,
      Ticker ticker) {
    this.metrics = metrics;
    this.forecaster = forecaster;
    this.discovery = discovery;
    this.info = info;
    this.history = history;
    this.ticker = ticker;
  }

  /** Returns the route. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/report", Set.of("format", "since"), this::report));
  }

  private Reply report(Call call) {
    Report report = report(call.parameter("since").orElse(""));
    return switch (call.parameter("format").orElse("json")) {
      case "json" -> Reply.json(report);
      case "md" -> Reply.text("text/markdown; charset=utf-8", MarkdownReport.of(report));
      case "html" ->
          Reply.text("text/html; charset=utf-8", HtmlReport.of(report))
              .with("Content-Security-Policy", POLICY);
      default ->
          throw new ProblemException(
              Problem.validation("?format", "format must be md, html or json"));
    };
  }

  private Report report(String since) {
    Summary now = metrics.summary();
    Optional<Summary> asked = since.isEmpty() ? Optional.empty() : Optional.of(now.of(span(since)));
    return new ReportWriter(
            new Measurements(
                info.application(),
                info.version(),
                asked.map(summary -> period(since, summary)).orElse(Period.LAST_MINUTE),
                asked.orElse(now),
                metrics.targets(),
                Arrays.stream(Phase.values())
                    .map(forecaster::forecast)
                    .flatMap(Optional::stream)
                    .toList(),
                discovery.view().findings()))
        .report();
  }

  private static Period period(String since, Summary summary) {
    return new Period(
        "the last "
            + since
            + ", of which "
            + summary.window().toMinutes()
            + " minutes are measured",
        "/api/v1/history?metric=auth.*&from=-" + since);
  }

  /** Returns all that was measured for so long, as one time. */
  private Span span(String since) {
    long seconds = HistoryRange.duration(since);
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      throw new ProblemException(
          Problem.validation("?since", "since must be a span from 1m to 366d, such as 24h or 7d"));
    }
    long now = TimeUnit.MILLISECONDS.toSeconds(ticker.wallMillis());
    return Span.sum(
        history.points(history.tierFor(now - seconds), now - seconds, now + 1).stream()
            .map(HistoryPoint::span)
            .toList());
  }
}
