package dev.latchkey.runtime.guard;

/**
 * The buckets that durations are counted in: five of them are a factor of exactly 1.10, and 1,024
 * reach from 100 ns to 29 s. A duration beyond is counted in the nearer end. Stateless.
 */
final class LogBuckets {
  static final int COUNT = 1_024;

  private static final double LOWEST_NANOS = 100;
  private static final double LN_WIDTH = Math.log(1.10) / 5;
  private static final double LN_LOWEST = Math.log(LOWEST_NANOS);
  private static final double[] MIDDLES = middles();

  private LogBuckets() {}

  /** Returns the bucket of a duration. */
  static int of(long nanos) {
    if (nanos <= LOWEST_NANOS) {
      return 0;
    }
    return Math.min(COUNT - 1, (int) ((Math.log((double) nanos) - LN_LOWEST) / LN_WIDTH));
  }

  /** Returns the duration in nanoseconds that stands for all in a bucket. */
  static double nanos(int bucket) {
    return MIDDLES[bucket];
  }

  /** Returns the factor that this many buckets are, which need not be whole. */
  static double factor(double buckets) {
    return Math.exp(buckets * LN_WIDTH);
  }

  /** Returns how many buckets a factor is; not rounded. */
  static double distance(double factor) {
    return Math.log(factor) / LN_WIDTH;
  }

  private static double[] middles() {
    double[] middles = new double[COUNT];
    for (int bucket = 0; bucket < COUNT; bucket++) {
      middles[bucket] = LOWEST_NANOS * factor(bucket + 0.5);
    }
    return middles;
  }
}
