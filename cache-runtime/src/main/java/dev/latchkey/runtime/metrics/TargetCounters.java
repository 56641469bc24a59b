package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import java.util.Map;

/**
 * The counters of one target since it was registered. Immutable.
 *
 * @param target name of the target
 * @param calls outermost calls
 * @param errors calls that ended by an exception of the application
 * @param outcomes calls by cache outcome; empty for a target that has no cache
 * @param durations time of these calls
 */
public record TargetCounters(
    String target,
    Layer layer,
    long calls,
    long errors,
    Map<CacheOutcome, Long> outcomes,
    HistogramExport durations) {
  /** Copies the map. */
  public TargetCounters {
    outcomes = EnumMaps.copyOf(outcomes, CacheOutcome.class);
  }
}
