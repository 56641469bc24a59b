package dev.latchkey.runtime.history;

import java.util.Arrays;

/**
 * Whether what was measured after a change lies wholly outside of what was measured before it.
 * Stateless.
 *
 * <p>Time is cut into blocks, and each block is one number. When nothing has changed any order of
 * the blocks is as likely as another, so that all {@code a} blocks after are above all {@code b}
 * before with a probability of {@code a! b! / (a + b)!}: 1.1 % for 2 and 12, 0.14 % for 2 and 36,
 * whatever the distribution, heavy tails and dependence inside a block included. That a difference
 * also has to be large enough to matter makes it rarer still. A load that rises and falls over
 * hours is what this takes for granted that it does not: blocks are to be of one stretch of time.
 */
final class Blocks {
  static final int FEWEST_BEFORE = 12;

  private Blocks() {}

  /** What was found. */
  enum Verdict {
    HIGHER,
    LOWER,
    SAME,
    /** There are too few blocks. */
    UNKNOWN
  }

  /**
   * Compares.
   *
   * @param leastFactor how many times as high, above 1, a difference that matters is; or as low
   * @param leastStep how far apart, in the unit of the numbers, it is besides
   */
  static Verdict compare(double[] before, double[] after, double leastFactor, double leastStep) {
    if (before.length < FEWEST_BEFORE || after.length < 2) {
      return Verdict.UNKNOWN;
    }
    double was = median(before);
    double is = median(after);
    if (!matters(was, is, leastFactor, leastStep)) {
      return Verdict.SAME;
    }
    if (min(after) > max(before)) {
      return Verdict.HIGHER;
    }
    return max(after) < min(before) ? Verdict.LOWER : Verdict.SAME;
  }

  /** Returns whether two levels are far enough apart to matter. */
  static boolean matters(double was, double is, double leastFactor, double leastStep) {
    double high = Math.max(was, is);
    double low = Math.min(was, is);
    return high >= low * leastFactor && high - low >= leastStep;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElse(Double.NaN);
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElse(Double.NaN);
  }
}
