package dev.latchkey.runtime.metrics;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts durations, cumulatively. A duration outside 0 to 60 s is counted as the nearer of the two.
 * Confined to whoever holds the {@link Stripe} that it is part of. Takes 24 KB from its first
 * duration on.
 *
 * <p>The buckets are those of the histogram that {@link #newHistogram} returns: 64 ns wide up to
 * 16,384 ns, then 128 to each doubling. Counting here leaves out what a histogram does besides for
 * each value, which is more than half of its time.
 */
final class Durations {
  private static final long LOWEST_NANOS = 100;
  private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int DIGITS = 2;

  private static final int UNIT_BITS = 6;
  private static final int HALF_BITS = 7;
  private static final int HALF = 1 << HALF_BITS;
  private static final int COARSE = 4;
  private static final int BUCKETS = bucket(HIGHEST_NANOS) + 1;

  private long @Nullable [] counts;
  private long count;
  private long sumNanos;

  /** Returns an empty histogram of the shape that all durations share. */
  static Histogram newHistogram() {
    return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  }

  /** Returns the least value of the bucket that {@code nanos} is in. */
  static long bounded(long nanos) {
    return lowest(bucket(Math.min(HIGHEST_NANOS, Math.max(0, nanos))));
  }

  /** Returns the greatest value of the bucket that {@code nanos} is in, as histograms tell it. */
  static long highest(long nanos) {
    return lowest(bucket(nanos) + 1) - 1;
  }

  /** Returns the middle of a bucket four times as wide as the one that {@code nanos} is in. */
  static long coarse(long nanos) {
    return coarse(nanos, COARSE);
  }

  /**
   * Returns the middle of a wider bucket.
   *
   * @param width how many times as wide, a power of two: 16 is an eighth of what is measured
   */
  static long coarse(long nanos, int width) {
    int bucket = bucket(Math.min(HIGHEST_NANOS, Math.max(0, nanos)));
    return lowest(Math.min(BUCKETS - 1, (bucket & -width) + width / 2));
  }

  void add(long nanos) {
    long value = Math.min(HIGHEST_NANOS, Math.max(0, nanos));
    long[] known = counts;
    if (known == null) {
      known = new long[BUCKETS];
      counts = known;
    }
    known[bucket(value)]++;
    count++;
    sumNanos += value;
  }

  long count() {
    return count;
  }

  long sumNanos() {
    return sumNanos;
  }

  /** Returns about how much room this takes. */
  long bytes() {
    return counts == null ? 0 : (long) BUCKETS * Long.BYTES;
  }

  void addTo(Histogram all) {
    long[] known = counts;
    if (known == null) {
      return;
    }
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      if (known[bucket] != 0) {
        all.recordValueWithCount(lowest(bucket), known[bucket]);
      }
    }
  }

  private static int bucket(long nanos) {
    long units = nanos >>> UNIT_BITS;
    int shift = Math.max(0, Long.SIZE - HALF_BITS - 1 - Long.numberOfLeadingZeros(units));
    return shift * HALF + (int) (units >>> shift);
  }

  private static long lowest(int bucket) {
    int shift = Math.max(0, bucket / HALF - 1);
    return (long) (bucket - shift * HALF) << (shift + UNIT_BITS);
  }
}
