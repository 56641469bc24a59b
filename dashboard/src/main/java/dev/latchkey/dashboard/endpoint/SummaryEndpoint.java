package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.metrics.AgentCost;
import dev.latchkey.runtime.metrics.LatencySummary;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.metrics.SystemSummary;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The key figures of the last minute; what was not measured is null, never 0. Thread-safe. */
public final class SummaryEndpoint {
  static final List<Layer> CACHED = List.of(Layer.JWKS, Layer.JWT, Layer.SESSION);

  private static final int MINUTE = 60;

  private final Metrics metrics;

  /** Reads from these metrics. */
  public SummaryEndpoint(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read("/api/v1/summary", Set.of("window"), call -> Reply.json(view(window(call)))));
  }

  /** The whole answer; maps are keyed by layer and, inside, by outcome. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record View(
      Instant at,
      long windowSeconds,
      LatencySummary auth,
      double ratePerSecond,
      double successRatio,
      Map<String, Long> failures,
      long concurrent,
      double overallHitRatio,
      Map<String, Double> hitRatio,
      Map<String, Map<String, Long>> outcomes,
      Map<String, Double> meanMillisByLayer,
      long connectionsOpened,
      int connectionsOpen,
      SystemSummary system,
      AgentCost agent) {}

  /** Returns the figures of the last minute as of the last tick. */
  public View view() {
    return view(metrics.summary());
  }

  /** A span such as {@code 20s}, a minute at the most and without the parameter. */
  private Summary window(Call call) {
    var text = call.parameter("window").orElse(MINUTE + "s");
    var digits = text.endsWith("s") ? text.substring(0, text.length() - 1) : "";
    if (digits.matches("[1-9]\\d?") && Integer.parseInt(digits) <= MINUTE) {
      return metrics.summary(Integer.parseInt(digits));
    }
    throw new ProblemException(
        Problem.validation("?window", "window is a span from 1s to " + MINUTE + "s"));
  }

  private static View view(Summary summary) {
    var hits = new LinkedHashMap<String, Double>();
    CACHED.forEach(layer -> hits.put(layer.id(), summary.hitRatio(layer)));
    var means = new LinkedHashMap<String, Double>();
    for (var layer : Layer.values()) {
      means.put(layer.id(), summary.meanMillisByLayer().getOrDefault(layer, Double.NaN));
    }
    return new View(
        summary.at(),
        summary.window().toSeconds(),
        summary.auth(),
        summary.ratePerSecond(),
        summary.successRatio(),
        failures(summary),
        summary.concurrent(),
        overallHitRatio(summary),
        hits,
        outcomes(summary),
        means,
        summary.connectionsOpened(),
        summary.connectionsOpen(),
        summary.system(),
        summary.agent());
  }

  private static Map<String, Long> failures(Summary summary) {
    var byKind = new LinkedHashMap<String, Long>();
    summary.failures().forEach((kind, count) -> byKind.put(kind.id(), count));
    return byKind;
  }

  private static Map<String, Map<String, Long>> outcomes(Summary summary) {
    var byLayer = new LinkedHashMap<String, Map<String, Long>>();
    summary.outcomes().forEach((layer, counts) -> byLayer.put(layer.id(), byOutcome(counts)));
    return byLayer;
  }

  /** Returns the counts by the outcomes' names. */
  static Map<String, Long> byOutcome(Map<CacheOutcome, Long> counts) {
    var named = new LinkedHashMap<String, Long>();
    counts.forEach((outcome, count) -> named.put(outcome.id(), count));
    return named;
  }

  private static double overallHitRatio(Summary summary) {
    long served = sum(summary, CacheOutcome.HIT, CacheOutcome.STALE);
    long asked = served + sum(summary, CacheOutcome.MISS, CacheOutcome.BYPASS);
    return asked == 0 ? Double.NaN : (double) served / asked;
  }

  private static long sum(Summary summary, CacheOutcome... outcomes) {
    return CACHED.stream()
        .map(layer -> summary.outcomes().getOrDefault(layer, Map.of()))
        .mapToLong(
            counts ->
                Stream.of(outcomes).mapToLong(outcome -> counts.getOrDefault(outcome, 0L)).sum())
        .sum();
  }
}
