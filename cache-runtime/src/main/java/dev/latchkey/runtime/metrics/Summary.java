package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The key figures of the last {@code window}. Immutable.
 *
 * @param auth latency of whole auth operations
 * @param ratePerSecond auth operations a second
 * @param successRatio auth operations that ended without an exception, 0 to 1; {@code NaN} when
 *     there were none
 * @param meanMillisByLayer mean time that one auth operation spent in each layer itself, nested
 *     layers left out
 * @param outcomes cache outcomes by layer; layers without a cached call are left out
 * @param connectionsOpened database connections opened in the window by calls of layer {@code db}
 *     that open one
 */
public record Summary(
    Instant at,
    Duration window,
    LatencySummary auth,
    double ratePerSecond,
    double successRatio,
    Map<Layer, Double> meanMillisByLayer,
    Map<Layer, Map<CacheOutcome, Long>> outcomes,
    long connectionsOpened,
    SystemSummary system) {

  /** Copies the maps. */
  public Summary {
    meanMillisByLayer = Map.copyOf(meanMillisByLayer);
    outcomes = Map.copyOf(outcomes);
  }

  /** Returns served from the cache by all that asked it, 0 to 1; {@code NaN} when none asked. */
  public double hitRatio(Layer layer) {
    var counts = outcomes.getOrDefault(layer, Map.of());
    long served = count(counts, CacheOutcome.HIT) + count(counts, CacheOutcome.STALE);
    long asked = served + count(counts, CacheOutcome.MISS) + count(counts, CacheOutcome.BYPASS);
    return asked == 0 ? Double.NaN : (double) served / asked;
  }

  private static long count(Map<CacheOutcome, Long> counts, CacheOutcome outcome) {
    return counts.getOrDefault(outcome, 0L);
  }
}
