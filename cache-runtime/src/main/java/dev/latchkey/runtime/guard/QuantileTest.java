package dev.latchkey.runtime.guard;

/**
 * Compares one quantile of the two sides by counting: for each of a grid of ratios, how many
 * treated calls took more than that ratio times what the control side's quantile was in earlier
 * slots. The ratio is where as many do as should. Slots add up until five such calls are expected.
 * Confined to its judge.
 */
final class QuantileTest {
  private static final double EXPECTED = 5;

  /** Distances in buckets, finest around 1, from a hundredth to a hundredfold. */
  static final int[] GRID = {
    -240, -160, -120, -90, -70, -55, -42, -32, -25, -20, -16, -13, -10, -8, -6, -5, -4, -3, -2, -1,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 16, 20, 25, 32, 42, 55, 70, 90, 120, 160, 240
  };

  private static final int EQUAL = 20; // where the grid is 0

  private final double quantile;
  private final PairTest[] tests = new PairTest[GRID.length];
  private final double[] treatedPending = new double[GRID.length];
  private double controlPending;
  private double samplesPending;

  QuantileTest(double quantile) {
    this.quantile = quantile;
    for (int i = 0; i < tests.length; i++) {
      tests[i] = new PairTest();
    }
  }

  /**
   * Adds a slot.
   *
   * @param threshold the control side's quantile in earlier slots
   */
  void add(SlotSample slot, Threshold threshold) {
    double scale = (double) slot.treatedSamples() / slot.controlSamples();
    controlPending += scale * threshold.above(slot.controlTails(), 0);
    int[] treatedTails = slot.treatedTails();
    for (int i = 0; i < GRID.length; i++) {
      treatedPending[i] += threshold.above(treatedTails, GRID[i]);
    }
    samplesPending += Math.min(slot.treatedSamples(), slot.controlSamples());
    if (samplesPending * (1 - quantile) >= EXPECTED) {
      close();
    }
  }

  private void close() {
    for (int i = 0; i < GRID.length; i++) {
      tests[i].add(treatedPending[i], controlPending);
      treatedPending[i] = 0;
    }
    controlPending = 0;
    samplesPending = 0;
  }

  /** Returns the test whose treated side counts what is slower than the control's quantile. */
  PairTest equal() {
    return tests[EQUAL];
  }

  /** Returns the test of the smallest ratio of the grid that is not below this one. */
  PairTest atLeast(double ratio) {
    double distance = LogBuckets.distance(ratio) - 1e-6;
    for (int i = 0; i < GRID.length; i++) {
      if (GRID[i] >= distance) {
        return tests[i];
      }
    }
    return tests[GRID.length - 1];
  }

  /** Returns the ratio of the quantiles, {@code NaN} before the first pair. */
  double ratio() {
    if (equal().pairs() == 0) {
      return Double.NaN;
    }
    for (int i = 0; i < GRID.length; i++) {
      double here = tests[i].excess(1);
      if (here <= 0) {
        return i == 0 ? LogBuckets.factor(GRID[0]) : between(i, here);
      }
    }
    return LogBuckets.factor(GRID[GRID.length - 1]);
  }

  private double between(int index, double excess) {
    double before = tests[index - 1].excess(1);
    double share = before / (before - excess);
    return LogBuckets.factor(GRID[index - 1] + share * (GRID[index] - GRID[index - 1]));
  }

  /** Returns the ratios that the data do not contradict, widened to the grid. */
  Bounds bounds(double critical) {
    if (Double.isInfinite(critical)) {
      return Bounds.UNKNOWN;
    }
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    for (int i = 0; i < GRID.length; i++) {
      double t = tests[i].t(1);
      if (t > critical) {
        low = LogBuckets.factor(GRID[i]);
      } else if (t < -critical && Double.isInfinite(high)) {
        high = LogBuckets.factor(GRID[i]);
      }
    }
    return new Bounds(low, high);
  }
}
