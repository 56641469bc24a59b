package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import java.util.Map;

/**
 * What one target did since it was woven. Immutable.
 *
 * @param calls outermost calls, nested calls of the same target left out
 * @param errors calls that ended by an exception of the application
 * @param outcomes calls by cache outcome; empty for a target that has no cache
 */
public record TargetSnapshot(
    TargetInfo info,
    WeavingStatus weaving,
    long calls,
    long errors,
    Map<CacheOutcome, Long> outcomes,
    LatencySummary latency) {

  /** Copies the map. */
  public TargetSnapshot {
    outcomes = EnumMaps.copyOf(outcomes, CacheOutcome.class);
  }
}
