package dev.latchkey.runtime.jdbc;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in one kilobyte, where a histogram of two digits takes twenty-four: there is one
 * for every shape of a statement. What it tells is exact to an eighth. Thread-safe.
 */
final class DurationBuckets {
  // Four buckets to each doubling, up to 2^42 ns, which is more than an hour.
  private static final int SUB_BITS = 2;
  private static final int SUBS = 1 << SUB_BITS;
  private static final int MOST_BITS = 42;

  private final AtomicLongArray counts = new AtomicLongArray((MOST_BITS + 1) * SUBS);

  void record(long nanos) {
    counts.getAndIncrement(index(Math.max(SUBS, Math.min(nanos, (1L << MOST_BITS) - 1))));
  }

  /**
   * Returns the duration that this share of all is not above, in nanoseconds; 0 when there is none.
   *
   * @param share 0 to 1
   */
  long quantile(double share) {
    long total = 0;
    for (int i = 0; i < counts.length(); i++) {
      total += counts.get(i);
    }
    long wanted = (long) Math.ceil(total * share);
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen > 0 && seen >= wanted) {
        return middle(i);
      }
    }
    return 0;
  }

  private static int index(long nanos) {
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int sub = (int) (nanos >>> (bits - SUB_BITS)) & (SUBS - 1);
    return bits * SUBS + sub;
  }

  private static long middle(int index) {
    int bits = index / SUBS;
    long step = 1L << (bits - SUB_BITS);
    return (1L << bits) + step * (index % SUBS) + step / 2;
  }
}
