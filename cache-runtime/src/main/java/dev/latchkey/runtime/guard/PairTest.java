package dev.latchkey.runtime.guard;

/**
 * The paired t test on slots: of each slot it gets a total of the treated side and the total that
 * the control side would have with as many samples. Both sides saw the same load, the same pauses
 * and the same time of day, so what is left in their difference is what the phase does. Confined to
 * its judge.
 */
final class PairTest {
  private long pairs;
  private double treated;
  private double control;
  private double treatedSquares;
  private double products;
  private double controlSquares;

  void add(double treatedTotal, double scaledControlTotal) {
    pairs++;
    treated += treatedTotal;
    control += scaledControlTotal;
    treatedSquares += treatedTotal * treatedTotal;
    products += treatedTotal * scaledControlTotal;
    controlSquares += scaledControlTotal * scaledControlTotal;
  }

  long pairs() {
    return pairs;
  }

  /** Returns the sum over the treated side less {@code ratio} times that of the control side. */
  double excess(double ratio) {
    return treated - ratio * control;
  }

  double controlTotal() {
    return control;
  }

  /** Returns the ratio of the totals, {@code NaN} as long as the control side has none. */
  double ratio() {
    return control > 0 ? treated / control : Double.NaN;
  }

  /** Returns the t value of "the treated side takes {@code ratio} times as much"; 0 for no sign. */
  double t(double ratio) {
    if (pairs < 2) {
      return 0;
    }
    double mean = excess(ratio) / pairs;
    double squares = treatedSquares - 2 * ratio * products + ratio * ratio * controlSquares;
    double variance = Math.max(0, squares - pairs * mean * mean) / (pairs - 1);
    // Sums of squares cancel: what is left below their precision is no variance.
    boolean none = variance * pairs <= 1e-12 * squares;
    if (none) {
      return Math.abs(mean) * pairs <= 1e-9 * control ? 0 : Math.copySign(1e9, mean);
    }
    return mean / Math.sqrt(variance / pairs);
  }

  /** Returns Fieller's interval of the ratio for this critical value. */
  Bounds bounds(double critical) {
    if (Double.isInfinite(critical) || control <= 0) {
      return Bounds.UNKNOWN;
    }
    double a = treated / pairs;
    double b = control / pairs;
    double f = critical * critical / ((double) pairs * (pairs - 1));
    double aa = a * a - f * (treatedSquares - pairs * a * a);
    double ab = a * b - f * (products - pairs * a * b);
    double bb = b * b - f * (controlSquares - pairs * b * b);
    double root = ab * ab - aa * bb;
    if (bb <= 0 || root < 0) {
      return Bounds.UNKNOWN;
    }
    return new Bounds(Math.max(0, (ab - Math.sqrt(root)) / bb), (ab + Math.sqrt(root)) / bb);
  }
}
