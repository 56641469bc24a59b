package dev.latchkey.it.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one measurement gave.
 *
 * @param nanos time of a call, the median of the iterations: another process that runs for one of
 *     them moves a mean by more than the bounds are wide; of all threads together where there are
 *     several
 * @param errorNanos half the width of the 99.9 % confidence interval; {@code NaN} for one iteration
 * @param bytes allocated by a call
 */
record Measurement(Planned planned, double nanos, double errorNanos, double bytes) {

  private static final int MEDIAN = 50;

  static Measurement of(Planned planned, RunResult result) {
    Result<?> primary = result.getPrimaryResult();
    Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    double bytes = allocated == null ? Double.NaN : allocated.getScore();
    double score = primary.getStatistics().getPercentile(MEDIAN);
    double error = primary.getScoreError();
    if (primary.getScoreUnit().startsWith("ops/")) {
      double nanos = TimeUnit.MICROSECONDS.toNanos(1) / score;
      return new Measurement(planned, nanos, nanos * error / score, bytes);
    }
    return new Measurement(planned, score, error, bytes);
  }
}
