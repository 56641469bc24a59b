package dev.latchkey.runtime.metrics;

/** The buckets of a spread: as many to every doubling as it is made with. Immutable. */
final class SpreadSteps {
  private static final int DOUBLINGS = 48;

  private final int stepBits;

  SpreadSteps(int stepBits) {
    this.stepBits = stepBits;
  }

  /** Returns how many buckets there are. */
  int size() {
    return DOUBLINGS << stepBits;
  }

  /** Returns the bucket of a duration; one of less than a nanosecond counts as one. */
  int bucket(long duration) {
    long nanos = Math.max(1, duration);
    int steps = 1 << stepBits;
    if (nanos < steps) {
      return (int) nanos; // durations of less than a doubling's steps have a bucket each
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (octave - stepBits)) & (steps - 1);
    return Math.min(size() - 1, (octave - stepBits + 1) * steps + step);
  }

  /**
   * Returns a duration in nanoseconds that this share of all does not exceed; 0 when there is none.
   *
   * @param share 0 to 1
   */
  long at(double share, long[] counts) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    long wanted = Math.max(1, (long) Math.ceil(total * share));
    long passed = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      passed += counts[bucket];
      if (passed >= wanted) {
        return middle(bucket);
      }
    }
    return 0;
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
