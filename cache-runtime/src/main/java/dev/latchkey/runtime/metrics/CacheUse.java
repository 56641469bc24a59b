package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import java.util.Map;

/**
 * What a target's calls took with and without an answer of its cache, since it was registered.
 * Immutable.
 *
 * @param outcomes calls by cache outcome
 * @param answered calls that were answered from the cache
 * @param answeredNanos what they took together
 * @param others calls that the application's own code answered, whatever the cache did
 * @param othersNanos what they took together, with what the cache added
 */
public record CacheUse(
    Map<CacheOutcome, Long> outcomes,
    long answered,
    long answeredNanos,
    long others,
    long othersNanos) {
  /** Of a target that there is not. */
  static final CacheUse NONE = new CacheUse(Map.of(), 0, 0, 0, 0);

  /** Copies the map. */
  public CacheUse {
    outcomes = EnumMaps.copyOf(outcomes, CacheOutcome.class);
  }
}
