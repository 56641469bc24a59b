package dev.latchkey.runtime.guard;

/**
 * A quantile as a place among the buckets. Many equal durations share one bucket, so the share of
 * it that lies above counts too: without that, a control side that always takes the same time would
 * never exceed its own median. Immutable.
 *
 * @param share part of the bucket that lies above the quantile, 0 to 1
 */
record Threshold(int bucket, double share) {
  /** Returns the quantile of these counts. */
  static Threshold of(int[] counts, long total, double quantile) {
    double wanted = total * (1 - quantile);
    double above = 0;
    for (int bucket = LogBuckets.COUNT - 1; bucket > 0; bucket--) {
      int here = counts[bucket];
      if (here > 0 && above + here >= wanted) {
        return new Threshold(bucket, (wanted - above) / here);
      }
      above += here;
    }
    return new Threshold(0, 1);
  }

  /**
   * Returns how many lie above the quantile moved up by {@code distance} buckets.
   *
   * @param tails for each bucket how many lie in it and in those above, as {@link SlotSample} tells
   */
  double above(int[] tails, int distance) {
    int moved = bucket + distance;
    if (moved < 0) {
      return tails[0];
    }
    if (moved >= LogBuckets.COUNT) {
      return 0;
    }
    return tails[moved + 1] + share * (tails[moved] - tails[moved + 1]);
  }
}
