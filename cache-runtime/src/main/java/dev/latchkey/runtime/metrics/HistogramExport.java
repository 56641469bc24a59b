package dev.latchkey.runtime.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A cumulative histogram in the form that monitoring systems read: no figure ever falls from one
 * export to the next. Immutable.
 *
 * @param stage {@code total} for whole auth operations, or the id of a layer for the time that it
 *     took itself in the operations in which it ran
 * @param upperBoundsSeconds upper bounds of the buckets, rising; the bucket without a bound is left
 *     out
 * @param cumulativeCounts number of values up to each bound
 * @param count number of all values, those beyond the last bound included
 */
public record HistogramExport(
    String stage,
    List<Double> upperBoundsSeconds,
    List<Long> cumulativeCounts,
    double sumSeconds,
    long count) {

  /** The stage of whole auth operations. */
  public static final String TOTAL = "total";

  // From a cache hit to the time-out of a lookup, three a decade.
  static final List<Double> BOUNDS_SECONDS =
      List.of(
          0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0,
          2.5, 5.0, 10.0);

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Copies the lists and checks that each bound has a count. */
  public HistogramExport {
    upperBoundsSeconds = List.copyOf(upperBoundsSeconds);
    cumulativeCounts = List.copyOf(cumulativeCounts);
    if (upperBoundsSeconds.size() != cumulativeCounts.size()) {
      throw new IllegalArgumentException(
          upperBoundsSeconds.size() + " bounds, " + cumulativeCounts.size() + " counts");
    }
  }

  /** Returns one without a value. */
  static HistogramExport none(String stage) {
    return new HistogramExport(
        stage, BOUNDS_SECONDS, Collections.nCopies(BOUNDS_SECONDS.size(), 0L), 0, 0);
  }

  static HistogramExport of(String stage, StripedDurations<?> recorder) {
    return of(stage, recorder.histogram(), recorder.sumNanos());
  }

  static HistogramExport of(String stage, Histogram all, long sumNanos) {
    var counts = new ArrayList<Long>(BOUNDS_SECONDS.size());
    for (double bound : BOUNDS_SECONDS) {
      counts.add(all.getCountBetweenValues(0, Math.round(bound * NANOS_PER_SECOND)));
    }
    return new HistogramExport(
        stage, BOUNDS_SECONDS, counts, sumNanos / NANOS_PER_SECOND, all.getTotalCount());
  }
}
