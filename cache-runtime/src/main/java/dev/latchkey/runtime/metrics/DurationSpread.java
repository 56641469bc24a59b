package dev.latchkey.runtime.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How durations are spread, where there are too many of its kind for a histogram of 24 kB each: as
 * many steps to every doubling as it is made with. Thread-safe and free of locks.
 */
public final class DurationSpread {
  private static final SpreadSteps COARSE = new SpreadSteps(2);
  static final SpreadSteps FINE = new SpreadSteps(3);

  private final SpreadSteps steps;
  private final AtomicLongArray counts;

  private DurationSpread(SpreadSteps steps) {
    this.steps = steps;
    counts = new AtomicLongArray(steps.size());
  }

  /** Returns an empty one that is exact to an eighth and takes 1.5 kB. */
  public static DurationSpread coarse() {
    return new DurationSpread(COARSE);
  }

  /** Returns an empty one that is exact to 7 % and takes 3 kB. */
  public static DurationSpread fine() {
    return new DurationSpread(FINE);
  }

  /** Counts a duration; one of less than a nanosecond counts as one. */
  public void record(long nanos) {
    counts.incrementAndGet(steps.bucket(nanos));
  }

  /**
   * Returns a duration in nanoseconds that this share of all does not exceed; 0 when there is none.
   *
   * @param share 0 to 1
   */
  public long at(double share) {
    long[] read = new long[steps.size()];
    addTo(read);
    return steps.at(share, read);
  }

  /**
   * Adds what another one has counted.
   *
   * @param other as exact as this one
   */
  public void add(DurationSpread other) {
    for (int bucket = 0; bucket < steps.size(); bucket++) {
      counts.addAndGet(bucket, other.counts.get(bucket));
    }
  }

  /** Adds the count of each bucket to {@code sums}, which has as many. */
  void addTo(long[] sums) {
    for (int bucket = 0; bucket < sums.length; bucket++) {
      sums[bucket] += counts.get(bucket);
    }
  }
}
