package dev.latchkey.runtime.guard;

import java.util.OptionalLong;

/** How many pairs it takes until a test can tell, if all goes on as it did. Stateless. */
final class Forecast {
  private static final long MOST = 1_000_000;
  private static final double STEP = 1.05;

  private Forecast() {}

  /**
   * Returns the number of pairs at which a test will have said that the ratio is below {@code
   * margin}, or that it is above 1; empty when it looks as if it never will.
   *
   * @param harm how improbable what is above 1 has to be without harm
   */
  static OptionalLong pairs(PairTest below, double margin, PairTest above, double harm) {
    long seen = below.pairs();
    if (seen < CriticalValue.fewestPairs(Limits.SAFE)) {
      return OptionalLong.of(CriticalValue.fewestPairs(harm));
    }
    OptionalLong safe = pairs(-below.t(margin) / Math.sqrt((double) seen), seen, Limits.SAFE);
    return safe.isPresent() ? safe : pairs(above.t(1) / Math.sqrt((double) seen), seen, harm);
  }

  private static OptionalLong pairs(double effect, long from, double alpha) {
    if (effect <= 0) {
      return OptionalLong.empty();
    }
    for (long n = from; n < MOST; n = Math.max(n + 1, (long) (n * STEP))) {
      if (effect * Math.sqrt((double) n) > CriticalValue.at(n, alpha)) {
        return OptionalLong.of(n);
      }
    }
    return OptionalLong.empty();
  }
}
