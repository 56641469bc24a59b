package dev.latchkey.runtime.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
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

  /** Takes the arrays over: values rising, with how often each occurred. */
  Latencies(long[] nanos, long[] counts, long sumNanos) {
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
      nanos[size] = Durations.bounded(value.getValueIteratedTo());
      counts[size] = value.getCountAddedInThisIterationStep();
      size++;
    }
    return new Latencies(Arrays.copyOf(nanos, size), Arrays.copyOf(counts, size), sumNanos);
  }

  /** Returns all the durations of {@code parts}. */
  static Latencies sum(Collection<Latencies> parts) {
    if (parts.size() == 2) {
      var both = parts.iterator();
      return merged(both.next(), both.next());
    }
    Histogram all = Durations.newHistogram();
    long sumNanos = 0;
    for (Latencies part : parts) {
      part.addTo(all);
      sumNanos += part.sumNanos;
    }
    return of(all, sumNanos);
  }

  private static Latencies merged(Latencies one, Latencies other) {
    long[] nanos = new long[one.nanos.length + other.nanos.length];
    long[] counts = new long[nanos.length];
    int size = 0;
    int mine = 0;
    int its = 0;
    while (mine < one.nanos.length || its < other.nanos.length) {
      long left = mine < one.nanos.length ? one.nanos[mine] : Long.MAX_VALUE;
      long right = its < other.nanos.length ? other.nanos[its] : Long.MAX_VALUE;
      nanos[size] = Math.min(left, right);
      if (left <= right) {
        counts[size] += one.counts[mine++];
      }
      if (right <= left) {
        counts[size] += other.counts[its++];
      }
      size++;
    }
    return new Latencies(
        Arrays.copyOf(nanos, size), Arrays.copyOf(counts, size), one.sumNanos + other.sumNanos);
  }

  /** Returns what came to these since they were {@code before}. */
  Latencies since(Latencies before) {
    long[] values = new long[nanos.length];
    long[] fresh = new long[nanos.length];
    int size = 0;
    int old = 0;
    for (int i = 0; i < nanos.length; i++) {
      while (old < before.nanos.length && before.nanos[old] < nanos[i]) {
        old++;
      }
      boolean known = old < before.nanos.length && before.nanos[old] == nanos[i];
      long risen = counts[i] - (known ? before.counts[old] : 0);
      if (risen > 0) {
        values[size] = nanos[i];
        fresh[size++] = risen;
      }
    }
    return new Latencies(
        Arrays.copyOf(values, size),
        Arrays.copyOf(fresh, size),
        Math.max(0, sumNanos - before.sumNanos));
  }

  long count() {
    return count;
  }

  long sumNanos() {
    return sumNanos;
  }

  /** Returns how many different values occurred. */
  int distinct() {
    return nanos.length;
  }

  long nanos(int index) {
    return nanos[index];
  }

  long count(int index) {
    return counts[index];
  }

  /** Returns the value that this share of all does not exceed; {@code NaN} without a duration. */
  double percentileMillis(double percentile) {
    long wanted = Math.max(1, (long) Math.ceil(percentile / 100 * count));
    long seen = 0;
    for (int i = 0; i < nanos.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Durations.highest(nanos[i]) / NANOS_PER_MILLI;
      }
    }
    return Double.NaN;
  }

  /** Returns these in buckets of a thirty-second of their size. */
  Latencies coarse() {
    return inBuckets(Durations::coarse);
  }

  /** Returns these in buckets {@code width} times as wide as they are recorded in. */
  Latencies coarse(int width) {
    return inBuckets(value -> Durations.coarse(value, width));
  }

  private Latencies inBuckets(LongUnaryOperator bucket) {
    long[] values = new long[nanos.length];
    long[] sums = new long[nanos.length];
    int size = 0;
    for (int i = 0; i < nanos.length; i++) {
      long value = bucket.applyAsLong(nanos[i]);
      if (size == 0 || values[size - 1] != value) {
        values[size++] = value;
      }
      sums[size - 1] += counts[i];
    }
    return new Latencies(Arrays.copyOf(values, size), Arrays.copyOf(sums, size), sumNanos);
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
