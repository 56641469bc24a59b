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
import dev.latchkey.runtime.analysis.report.Report;
import dev.latchkey.runtime.analysis.report.ReportWriter;
import dev.latchkey.runtime.discovery.Discovery;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.rollout.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The architecture report, made when it is asked for. Thread-safe. */
public final class ReportEndpoint {
  /**
   * Stricter than that of the dashboard: the file has one style, and nothing that runs or loads.
   */
  private static final String POLICY =
      "default-src 'none'; style-src "
          + HtmlReport.styleSource()
          + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Metrics metrics;
  private final Forecaster forecaster;
  private final Discovery discovery;
  private final AgentInfo info;

  /** Reports what these know. */
  public ReportEndpoint(
      Metrics metrics, Forecaster forecaster, Discovery discovery, AgentInfo info) {
    this.metrics = metrics;
    this.forecaster = forecaster;
    this.discovery = discovery;
    this.info = info;
  }

  /** Returns the route. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/report", Set.of("format"), this::report));
  }

  private Reply report(Call call) {
    Report report = report();
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

  private Report report() {
    return new ReportWriter(
            new Measurements(
                info.application(),
                info.version(),
                metrics.summary(),
                metrics.targets(),
                Arrays.stream(Phase.values())
                    .map(forecaster::forecast)
                    .flatMap(Optional::stream)
                    .toList(),
                discovery.view().findings()))
        .report();
  }
}
