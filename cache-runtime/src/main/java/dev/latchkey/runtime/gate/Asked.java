package dev.latchkey.runtime.gate;

import dev.latchkey.runtime.metrics.CacheUse;
import dev.latchkey.runtime.operation.CacheOutcome;

/**
 * Calls that asked a cache, and what it took with its answer and without. Immutable.
 *
 * @param hits calls for which it had an answer
 * @param misses calls for which it had none
 * @param answered hits that were answered by it, not only compared
 * @param others calls that the application answered
 */
record Asked(
    long hits, long misses, long answered, long answeredNanos, long others, long othersNanos) {
  /** Looking up, and keeping what the application said. */
  private static final double MISS_IN_HITS = 2;

  static Asked of(CacheUse use) {
    return new Asked(
        use.outcomes().getOrDefault(CacheOutcome.HIT, 0L)
            + use.outcomes().getOrDefault(CacheOutcome.STALE, 0L),
        use.outcomes().getOrDefault(CacheOutcome.MISS, 0L),
        use.answered(),
        use.answeredNanos(),
        use.others(),
        use.othersNanos());
  }

  /** Returns what came after an earlier total. */
  Asked since(Asked earlier) {
    return new Asked(
        hits - earlier.hits,
        Math.max(0, misses - earlier.misses),
        answered - earlier.answered,
        answeredNanos - earlier.answeredNanos,
        others - earlier.others,
        othersNanos - earlier.othersNanos);
  }

  /**
   * Returns the same with calls that were counted as misses in their places.
   *
   * @param compared had an answer, which was only compared with
   * @param unjudged say nothing about keeping
   */
  Asked with(long compared, long unjudged) {
    return new Asked(
        hits + compared,
        misses - compared - unjudged,
        answered,
        answeredNanos,
        others,
        othersNanos);
  }

  long calls() {
    return hits + misses;
  }

  double hitRatio() {
    return calls() == 0 ? 0 : (double) hits / calls();
  }

  double hitNanos() {
    return answered == 0 ? 0 : (double) answeredNanos / answered;
  }

  /** Returns what a hit saves; what the application takes is measured with what a miss adds. */
  double savedNanos() {
    return others == 0 ? 0 : (double) othersNanos / others - hitNanos();
  }

  /** Returns whether the hits are known to save more than the misses cost. */
  boolean isWorthIt() {
    return answered > 0 && hits * savedNanos() > misses * MISS_IN_HITS * hitNanos();
  }
}
