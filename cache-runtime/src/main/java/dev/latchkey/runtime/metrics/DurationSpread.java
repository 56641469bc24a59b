package dev.latchkey.runtime.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How durations are spread, where there are too many of its kind for a histogram of 24 kB each: as
 * many steps to every doubling as it is made with. Thread-safe and free of locks.
 */
public final class DurationSpread {
  private static final int DOUBLINGS = 48;

  private final int stepBits;
  private final AtomicLongArray counts;

  private DurationSpread(int stepBits) {
    this.stepBits = stepBits;
    counts = new AtomicLongArray(DOUBLINGS << stepBits);
  }

  /** Returns an empty one that is exact to an eighth and takes 1.5 kB. */
  public static DurationSpread coarse() {
    return new DurationSpread(2);
  }

  /** Returns an empty one that is exact to 7 % and takes 3 kB. */
  public static DurationSpread fine() {
    return new DurationSpread(3);
  }

  /** Counts a duration; one of less than a nanosecond counts as one. */
  public void record(long nanos) {
    counts.incrementAndGet(bucket(Math.max(1, nanos)));
  }

  /**
   * Returns a duration in nanoseconds that this share of all does not exceed; 0 when there is none.
   *
   * @param share 0 to 1
   */
  public long at(double share) {
    long total = 0;
    for (int i = 0; i < counts.length(); i++) {
      total += counts.get(i);
    }
    long wanted = Math.max(1, (long) Math.ceil(total * share));
    long passed = 0;
    for (int i = 0; i < counts.length(); i++) {
      passed += counts.get(i);
      if (passed >= wanted) {
        return middle(i);
      }
    }
    return 0;
  }

  /** Durations of less than a doubling's steps have a bucket each. */
  private int bucket(long nanos) {
    int steps = 1 << stepBits;
    if (nanos < steps) {
      return (int) nanos;
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (octave - stepBits)) & (steps - 1);
    return Math.min(counts.length() - 1, (octave - stepBits + 1) * steps + step);
  }

  private long middle(int bucket) {
    int steps = 1 << stepBits;
    if (bucket < steps) {
      return bucket;
    }
    int shift = bucket / steps - 1;
    long low = (long) (steps + bucket % steps) << shift;
    return low + ((1L << shift) >> 1);
  }
}
