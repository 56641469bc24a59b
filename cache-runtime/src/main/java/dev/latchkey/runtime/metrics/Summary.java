package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.FailureKind;
import dev.latchkey.runtime.operation.Layer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * The key figures of the last {@code window}. Immutable.
 *
 * @param window how far back the figures reach; right after a start they cover less
 * @param auth latency of whole auth operations
 * @param ratePerSecond auth operations a second of the time covered; {@code NaN} before any was
 * @param successRatio auth operations that ended without an exception, 0 to 1; {@code NaN} when
 *     there were none
 * @param failures auth operations that ended by an exception, by its kind; kinds that did not occur
 *     are left out
 * @param concurrent auth operations under way now
 * @param meanMillisByLayer mean time that one auth operation spent in each layer itself, nested
 *     layers left out; {@code NaN} when there were none
 * @param outcomes cache outcomes by layer; layers without a cached call are left out
 * @param connectionsOpened database connections that drivers opened in the window
 * @param connectionsOpen database connections that are open now
 * @param agent what the agent takes for itself
 */
public record Summary(
    Instant at,
    Duration window,
    LatencySummary auth,
    double ratePerSecond,
    double successRatio,
    Map<FailureKind, Long> failures,
    long concurrent,
    Map<Layer, Double> meanMillisByLayer,
    Map<Layer, Map<CacheOutcome, Long>> outcomes,
    long connectionsOpened,
    int connectionsOpen,
    SystemSummary system,
    AgentCost agent) {

  /** Copies the maps. */
  public Summary {
    failures = EnumMaps.copyOf(failures, FailureKind.class);
    meanMillisByLayer = EnumMaps.copyOf(meanMillisByLayer, Layer.class);
    outcomes = EnumMaps.copyOfNested(outcomes, Layer.class, CacheOutcome.class);
  }

  /**
   * Returns these figures of another time; what is only known of now stays as it is now. Of cache
   * outcomes it has hits, and misses for all else that asked; kinds of failures it has not.
   */
  public Summary of(Span span) {
    Map<Layer, Double> means = new EnumMap<>(Layer.class);
    Map<Layer, Map<CacheOutcome, Long>> asked = new EnumMap<>(Layer.class);
    for (Layer layer : Layer.values()) {
      means.put(layer, span.meanMillis(layer));
      long all = span.count(Span.ASKED + layer.ordinal());
      long served = span.count(Span.SERVED + layer.ordinal());
      if (all > 0) {
        asked.put(layer, Map.of(CacheOutcome.HIT, served, CacheOutcome.MISS, all - served));
      }
    }
    return new Summary(
        at,
        Duration.ofSeconds(Math.round(span.seconds())),
        span.latency(),
        span.perSecond(span.operations()),
        span.successRatio(),
        Map.of(),
        concurrent,
        means,
        asked,
        span.count(Span.CONNECTIONS),
        connectionsOpen,
        system,
        agent);
  }

  /** Returns served from the cache by all that asked it, 0 to 1; {@code NaN} when none asked. */
  public double hitRatio(Layer layer) {
    return hitRatio(outcomes.getOrDefault(layer, Map.of()));
  }

  static double hitRatio(Map<CacheOutcome, Long> counts) {
    long served = count(counts, CacheOutcome.HIT) + count(counts, CacheOutcome.STALE);
    long asked = served + count(counts, CacheOutcome.MISS) + count(counts, CacheOutcome.BYPASS);
    return asked == 0 ? Double.NaN : (double) served / asked;
  }

  private static long count(Map<CacheOutcome, Long> counts, CacheOutcome outcome) {
    return counts.getOrDefault(outcome, 0L);
  }
}
