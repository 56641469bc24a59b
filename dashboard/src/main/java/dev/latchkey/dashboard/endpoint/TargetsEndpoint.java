package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.metrics.LatencySummary;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is woven, and what came of it. Thread-safe. */
public final class TargetsEndpoint {
  private final Metrics metrics;

  /** Reads from these metrics. */
  public TargetsEndpoint(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/targets", Set.of(), call -> Reply.json(view())));
  }

  /** One target. */
  public record View(
      String name,
      String layer,
      @JsonProperty("class") String className,
      String method,
      String match,
      String source,
      String state,
      String reason,
      List<String> woven,
      long calls,
      long errors,
      Map<String, Long> outcomes,
      LatencySummary latency) {
    private static View of(TargetSnapshot target) {
      var info = target.info();
      return new View(
          info.name(),
          info.layer().id(),
          info.className(),
          info.method(),
          info.match(),
          info.source(),
          target.weaving().state().name().toLowerCase(Locale.ROOT),
          target.weaving().reason(),
          target.weaving().woven(),
          target.calls(),
          target.errors(),
          SummaryEndpoint.byOutcome(target.outcomes()),
          target.latency());
    }
  }

  /** All targets in the order of registration. */
  public record ListView(List<View> targets) {}

  /** Returns all targets. */
  public ListView view() {
    return new ListView(metrics.targets().stream().map(View::of).toList());
  }
}
