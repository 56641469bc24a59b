package dev.latchkey.runtime.pool;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How durations are spread, in 3 kB and within 7 %: eight steps to every doubling. Thread-safe and
 * free of locks.
 */
final class TimeSpread {
  private static final int STEP_BITS = 3;
  private static final int STEPS = 1 << STEP_BITS;
  private static final int BUCKETS = 48 * STEPS;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  void record(long nanos) {
    counts.incrementAndGet(bucket(Math.max(0, nanos)));
  }

  /** Returns a duration that this share of all, 0 to 1, does not exceed; 0 when there is none. */
  long at(double share) {
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += counts.get(i);
    }
    long wanted = Math.max(1, (long) Math.ceil(total * share));
    long passed = 0;
    for (int i = 0; i < BUCKETS && total > 0; i++) {
      passed += counts.get(i);
      if (passed >= wanted) {
        return middle(i);
      }
    }
    return 0;
  }

  private static int bucket(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (octave - STEP_BITS)) & (STEPS - 1);
    return Math.min(BUCKETS - 1, (octave - STEP_BITS + 1) * STEPS + step);
  }

  private static long middle(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int shift = bucket / STEPS - 1;
    long low = (long) (STEPS + bucket % STEPS) << shift;
    return low + ((1L << shift) >> 1);
  }
}
