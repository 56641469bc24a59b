package dev.latchkey.runtime.gate;

import dev.latchkey.runtime.gate.Criterion.Side;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The criteria of a phase that keeps answers, over the last minute. Immutable.
 *
 * @param hitRatio what the share of hits has to be above
 * @param meanMillis what the mean time of an auth operation in the layer has to be below
 */
record CacheGate(double hitRatio, double meanMillis) {
  static final CacheGate JWKS = new CacheGate(0.9, 50);
  static final CacheGate JWT = new CacheGate(0.8, 30);

  /** Has no bound for the time: that of a lookup is the database's. */
  static final CacheGate SESSION = new CacheGate(0.85, Double.NaN);

  private static final long LEAST = 100;
  private static final Set<CacheOutcome> ASKED =
      Set.of(CacheOutcome.HIT, CacheOutcome.STALE, CacheOutcome.MISS, CacheOutcome.BYPASS);

  List<Criterion> criteria(Summary summary, Layer layer) {
    return List.of(hits(summary, layer), mean(summary, layer));
  }

  Criterion hits(Summary summary, Layer layer) {
    long asked =
        summary.outcomes().getOrDefault(layer, Map.of()).entrySet().stream()
            .filter(outcome -> ASKED.contains(outcome.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return enough(
        Criterion.judged(
            "hit-rate",
            summary.hitRatio(layer),
            Side.ABOVE,
            hitRatio,
            "ratio",
            sentence("%,d calls asked the cache in the last %d s.", asked, summary)),
        asked);
  }

  private Criterion mean(Summary summary, Layer layer) {
    long operations = summary.auth().count();
    return enough(
        Criterion.judged(
            "mean-latency",
            summary.meanMillisByLayer().getOrDefault(layer, Double.NaN),
            Side.BELOW,
            meanMillis,
            "ms",
            sentence("Mean of %,d auth operations in the last %d s.", operations, summary)),
        operations);
  }

  private static Criterion enough(Criterion criterion, long count) {
    return count >= LEAST && !Double.isNaN(criterion.value())
        ? criterion
        : criterion.unjudged(criterion.detail() + " At least " + LEAST + " are needed.");
  }

  private static String sentence(String text, long count, Summary summary) {
    return String.format(Locale.ROOT, text, count, summary.window().toSeconds());
  }
}
