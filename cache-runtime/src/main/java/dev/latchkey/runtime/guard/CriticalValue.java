package dev.latchkey.runtime.guard;

/**
 * What a t statistic has to pass so that looking after every pair, for ever, is wrong with a
 * probability of no more than {@code alpha}: the boundary of a mixture over standardized effects of
 * normal prior, one-sided. Below about a dozen pairs no value is enough. Stateless.
 */
final class CriticalValue {
  /** The variance of the prior: it is most sensitive to effects of half a standard deviation. */
  private static final double MIXTURE = 0.25;

  private static final int FEWEST = 3;

  private CriticalValue() {}

  /** Returns the critical value after {@code n} pairs, or infinity while none is enough. */
  static double at(long n, double alpha) {
    if (n < FEWEST) {
      return Double.POSITIVE_INFINITY;
    }
    double spread = 1 + n * MIXTURE;
    double a = Math.pow(Math.sqrt(spread) / (2 * alpha), 2.0 / n);
    return a < spread ? Math.sqrt((n - 1) * (a - 1) / (1 - a / spread)) : Double.POSITIVE_INFINITY;
  }

  /** Returns the fewest pairs after which there can be a verdict. */
  static long fewestPairs(double alpha) {
    long n = FEWEST;
    while (Double.isInfinite(at(n, alpha))) {
      n++;
    }
    return n;
  }
}
