package dev.latchkey.runtime.history;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where a series of blocks went to another level, if it did: A. N. Pettitt, "A Non-Parametric
 * Approach to the Change-Point Problem", Applied Statistics 28(2), 1979, pages 126 to 135.
 * Stateless.
 *
 * <p>At each place the blocks before are set against the blocks after by their ranks alone, so that
 * neither the distribution nor single outliers matter. The place where they are farthest apart is
 * the one; that they are so far apart by chance has the probability {@code 2 exp(-6 K^2 / (T^3 +
 * T^2))} at most, for T blocks in any order. Blocks that drift slowly, as with the load of a day,
 * are in no random order either; they are told apart by a straight line through the ranks, which
 * has to fit them worse than the two levels do.
 */
final class Pettitt {
  /** Judged every five minutes, three series, this comes once in months by chance. */
  static final double LEAST_PROBABILITY = 1e-4;

  /** What two levels leave unexplained is 0.6 of what a line does; of a slope it is 1 and more. */
  private static final double MOST_LEFT = 0.7;

  private Pettitt() {}

  /**
   * A change.
   *
   * @param index of the first block on the new level
   * @param before median of all blocks before
   * @param after median of all from there on
   */
  record Step(int index, double before, double after) {}

  /** Returns the change that is there almost certainly. */
  static Optional<Step> of(double[] blocks) {
    int count = blocks.length;
    double[] ranks = ranks(blocks);
    double farthest = 0;
    int place = 0;
    double sum = 0;
    for (int i = 0; i < count - 1; i++) {
      sum += ranks[i];
      if (Math.abs(sum) > farthest) {
        farthest = Math.abs(sum);
        place = i + 1;
      }
    }
    double cube = (double) count * count * (count + 1);
    boolean certain =
        place > 0 && 2 * Math.exp(-6 * farthest * farthest / cube) < LEAST_PROBABILITY;
    return certain && isStep(ranks, place, farthest)
        ? Optional.of(
            new Step(
                place,
                Blocks.median(Arrays.copyOfRange(blocks, 0, place)),
                Blocks.median(Arrays.copyOfRange(blocks, place, count))))
        : Optional.empty();
  }

  /** Returns of each block how many are lower, less how many are higher: ranks around zero. */
  private static double[] ranks(double[] blocks) {
    double[] ranks = new double[blocks.length];
    for (int i = 0; i < blocks.length; i++) {
      for (double other : blocks) {
        ranks[i] += Math.signum(blocks[i] - other);
      }
    }
    return ranks;
  }

  /** The sum of the ranks before the place is the negative of the sum after it. */
  private static boolean isStep(double[] ranks, int place, double sumOfALevel) {
    int count = ranks.length;
    double middle = (count - 1) / 2.0;
    double all = 0;
    double along = 0;
    double length = 0;
    for (int i = 0; i < count; i++) {
      all += ranks[i] * ranks[i];
      along += ranks[i] * (i - middle);
      length += (i - middle) * (i - middle);
    }
    double levels = sumOfALevel * sumOfALevel / place + sumOfALevel * sumOfALevel / (count - place);
    double line = along * along / length;
    return all - levels <= MOST_LEFT * (all - line);
  }
}
