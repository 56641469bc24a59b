package dev.latchkey.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured with some phases on; the components are the names in the result file.
 * Immutable.
 *
 * @param name the phases joined by {@code +}, or {@code none}
 * @param requests how many were sent
 * @param errors how many of them had no answer or one other than 200
 * @param ratePerSecond how many were answered each second
 * @param meanMillis of an authentication, as the agent saw it; likewise the percentiles
 * @param hitRatio by layer, 0 to 1
 * @param connectionsOpened how many sessions PostgreSQL began
 * @param userQueries how many times the service asked the database for a user or roles
 * @param requestMeanMillis of a whole request, from when it was due, as the client saw it; likewise
 *     the percentiles
 */
@JsonPropertyOrder({
  "name",
  "phases",
  "requests",
  "errors",
  "ratePerSecond",
  "meanMillis",
  "p50Millis",
  "p95Millis",
  "p99Millis",
  "hitRatio",
  "connectionsOpened",
  "userQueries",
  "requestMeanMillis",
  "requestP50Millis",
  "requestP95Millis",
  "requestP99Millis"
})
record Step(
    String name,
    List<String> phases,
    int requests,
    int errors,
    double ratePerSecond,
    double meanMillis,
    double p50Millis,
    double p95Millis,
    double p99Millis,
    Map<String, Double> hitRatio,
    long connectionsOpened,
    long userQueries,
    double requestMeanMillis,
    double requestP50Millis,
    double requestP95Millis,
    double requestP99Millis) {

  Step {
    phases = List.copyOf(phases);
    hitRatio = Map.copyOf(hitRatio);
  }

  static Step of(
      List<String> phases,
      LoadResult load,
      AuthFigures auth,
      long connectionsOpened,
      long userQueries) {
    var hitRatio = new TreeMap<String, Double>();
    auth.hitRatio().forEach((layer, ratio) -> hitRatio.put(layer, rounded(ratio)));
    return new Step(
        phases.isEmpty() ? "none" : String.join("+", phases),
        phases,
        load.requests(),
        load.errors(),
        rounded(load.ratePerSecond()),
        rounded(auth.latency().mean()),
        rounded(auth.latency().p50()),
        rounded(auth.latency().p95()),
        rounded(auth.latency().p99()),
        hitRatio,
        connectionsOpened,
        userQueries,
        rounded(load.latency().mean()),
        rounded(load.latency().p50()),
        rounded(load.latency().p95()),
        rounded(load.latency().p99()));
  }

  /** How many times a request had the database asked for a user or roles. */
  double queriesPerRequest() {
    return (double) userQueries / requests;
  }

  /** To what a measurement of this kind can tell apart at best. */
  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
