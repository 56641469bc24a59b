package dev.latchkey.runtime.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The durations of a closed time, as the few values that occurred and how often: an hour of quiet
 * seconds costs nothing. Immutable.
 */
final class Latencies {
  static final Latencies NONE = new Latencies(new long[0], new long[0], 0);

  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final long[] nanos;
  private final long[] counts;
  private final long count;
  private final long sumNanos;

  private Latencies(long[] nanos, long[] counts, long sumNanos) {
    this.nanos = nanos;
    this.counts = counts;
    this.count = Arrays.stream(counts).sum();
    this.sumNanos = sumNanos;
  }

  /** Returns what {@code histogram} holds. */
  static Latencies of(Histogram histogram, long sumNanos) {
    long[] nanos = new long[16];
    long[] counts = new long[16];
    int size = 0;
    for (HistogramIterationValue value : histogram.recordedValues()) {
      if (size == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
      }
      nanos[size] = value.getValueIteratedTo();
      counts[size] = value.getCountAddedInThisIterationStep();
      size++;
    }
    return new Latencies(Arrays.copyOf(nanos, size), Arrays.copyOf(counts, size), sumNanos);
  }

  /** Returns all the durations of {@code parts}. */
  static Latencies sum(Collection<Latencies> parts) {
    Histogram all = Durations.newHistogram();
    long sumNanos = 0;
    for (Latencies part : parts) {
      part.addTo(all);
      sumNanos += part.sumNanos;
    }
    return of(all, sumNanos);
  }

  long count() {
    return count;
  }

  /** Returns the distribution; every figure is {@code NaN} without a duration. */
  LatencySummary summary() {
    if (count == 0) {
      return LatencySummary.EMPTY;
    }
    Histogram all = Durations.newHistogram();
    addTo(all);
    return new LatencySummary(
        count,
        sumNanos / NANOS_PER_MILLI / count,
        all.getValueAtPercentile(50) / NANOS_PER_MILLI,
        all.getValueAtPercentile(95) / NANOS_PER_MILLI,
        all.getValueAtPercentile(99) / NANOS_PER_MILLI,
        all.getValueAtPercentile(99.9) / NANOS_PER_MILLI,
        all.getMaxValue() / NANOS_PER_MILLI);
  }

  private void addTo(Histogram histogram) {
    for (int i = 0; i < nanos.length; i++) {
      histogram.recordValueWithCount(nanos[i], counts[i]);
    }
  }
}
