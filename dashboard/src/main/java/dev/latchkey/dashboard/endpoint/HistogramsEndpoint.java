package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.history.HistoryPoint;
import dev.latchkey.runtime.history.Tier;
import dev.latchkey.runtime.metrics.LatencyCurve;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetWeaving;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.time.Ticker;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How latencies of a time are spread: of authentications, of a layer's targets, of one target or of
 * one side of a rollout. Made of the history's histograms, added up. Thread-safe.
 */
public final class HistogramsEndpoint {
  private static final String AUTH = "auth";
  private static final String LAYER = "layer.";
  private static final String TARGET = "target.";

  private final History history;
  private final Metrics metrics;
  private final Ticker ticker;

  /** Reads from these. */
  public HistogramsEndpoint(History history, Metrics metrics, Ticker ticker) {
    this.history = history;
    this.metrics = metrics;
    this.ticker = ticker;
  }

  /** Returns the route. */
  public List<Route> routes() {
    return List.of(
        Route.read(
            "/api/v1/histograms/{id}", Set.of("from", "to"), call -> Reply.json(view(call))));
  }

  /**
   * The percentile curve of a time.
   *
   * @param from epoch seconds of the first step
   * @param to epoch seconds; steps that begin there are left out
   * @param stepSeconds how fine that time is kept
   * @param meanMillis {@code NaN} without a duration
   */
  public record View(
      String id,
      long from,
      long to,
      int stepSeconds,
      long count,
      double meanMillis,
      List<LatencyCurve.Point> points) {}

  private View view(Call call) {
    String id = call.variable("id");
    boolean whole = id.equals(AUTH);
    Set<String> names = whole ? Set.of() : names(id);
    HistoryRange range =
        HistoryRange.whole(
            call,
            history,
            TimeUnit.MILLISECONDS.toSeconds(ticker.wallMillis()),
            whole ? Tier.SECOND : Tier.TEN_SECONDS);
    List<Span> spans =
        history.points(range.tier(), range.from(), range.to()).stream()
            .map(HistoryPoint::span)
            .toList();
    LatencyCurve curve = whole ? LatencyCurve.ofAuth(spans) : LatencyCurve.ofParts(spans, names);
    return new View(
        id,
        range.from(),
        range.to(),
        range.tier().stepSeconds(),
        curve.count(),
        curve.meanMillis(),
        curve.points());
  }

  /** Returns what the history calls the parts that are asked for. */
  private Set<String> names(String id) {
    List<TargetInfo> targets = metrics.weavings().stream().map(TargetWeaving::info).toList();
    if (id.startsWith(LAYER)) {
      String wanted = id.substring(LAYER.length());
      if (Arrays.stream(Layer.values()).anyMatch(layer -> layer.id().equals(wanted))) {
        return targets.stream()
            .filter(target -> target.layer().id().equals(wanted))
            .map(target -> TARGET + target.name())
            .collect(Collectors.toSet());
      }
    }
    Set<String> known = new TreeSet<>();
    targets.forEach(target -> known.add(TARGET + target.name()));
    for (Phase phase : Phase.values()) {
      known.add("cohort." + phase.id() + ".treated");
      known.add("cohort." + phase.id() + ".control");
    }
    if (!known.contains(id)) {
      throw new ProblemException(
          Problem.notFound(
              "there is no histogram of that name; there are auth, layer. and a layer, such as"
                  + " layer.jwt, target. and a name of /api/v1/targets, and cohort. with a phase and"
                  + " a side, such as cohort.jwt.treated"));
    }
    return Set.of(id);
  }
}
