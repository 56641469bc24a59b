package dev.latchkey.runtime.bench;

/**
 * One figure before and after. A ratio below 1 is less of it.
 *
 * @param low where the interval of the ratio begins that holds the true one in 95 of 100 cases
 * @param high where it ends
 * @param samples how many pairs or repetitions a side the interval rests on
 * @param verdict {@code better}, {@code worse}, {@code same} (the interval is within the margin) or
 *     {@code unclear}
 */
public record Comparison(
    String scenario,
    String metric,
    double before,
    double after,
    double ratio,
    double low,
    double high,
    int samples,
    String verdict) {
  static final String BETTER = "better";
  static final String WORSE = "worse";
  static final String SAME = "same";
  static final String UNCLEAR = "unclear";

  static Comparison of(
      String scenario,
      String metric,
      double before,
      double after,
      Interval interval,
      double margin) {
    double ratio = after / before;
    String verdict =
        !interval.isKnown()
            ? UNCLEAR
            : interval.high() < 1
                ? BETTER
                : interval.low() > 1
                    ? WORSE
                    : interval.low() > 1 - margin && interval.high() < 1 + margin ? SAME : UNCLEAR;
    return new Comparison(
        scenario,
        metric,
        before,
        after,
        ratio,
        interval.low(),
        interval.high(),
        interval.samples(),
        verdict);
  }

  /** Returns a copy for where conditions were others. */
  Comparison withoutVerdict() {
    return new Comparison(
        scenario, metric, before, after, ratio, Double.NaN, Double.NaN, samples, UNCLEAR);
  }
}
