package dev.latchkey.runtime.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * Counts durations, cumulatively, from many threads at once. Thread-safe, never blocks, never
 * throws: a duration outside 0 to 60 s is counted as the nearer of the two.
 *
 * <p>Threads are spread over a few histograms that are only added up when somebody reads. Two cores
 * with 64 threads on one recorder took 46 ns a record with two stripes and 41 ns with four, against
 * 146 ns with one histogram and 241 ns with HdrHistogram's {@code Recorder}, whose writers all meet
 * at one phase counter. A stripe is 24 KB and exists once a thread has used it.
 */
final class LatencyRecorder {
  private static final long LOWEST_NANOS = 100;
  private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int DIGITS = 2;
  private static final int MAX_STRIPES = 8;

  private final AtomicReferenceArray<AtomicHistogram> stripes;
  private final LongAdder sumNanos = new LongAdder();

  LatencyRecorder() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /** Creates a recorder for a machine with this many cores. */
  LatencyRecorder(int cores) {
    int highest = Integer.highestOneBit(Math.max(1, cores));
    stripes =
        new AtomicReferenceArray<>(Math.min(MAX_STRIPES, highest < cores ? 2 * highest : highest));
  }

  /** Returns an empty histogram of the shape that all recorders share. */
  static Histogram newHistogram() {
    return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  }

  void record(long nanos) {
    long value = Math.min(HIGHEST_NANOS, Math.max(0, nanos));
    stripe().recordValue(value);
    sumNanos.add(value);
  }

  /** Returns how many durations were recorded so far. */
  long count() {
    long count = 0;
    for (int i = 0; i < stripes.length(); i++) {
      AtomicHistogram stripe = stripes.get(i);
      if (stripe != null) {
        count += stripe.getTotalCount();
      }
    }
    return count;
  }

  /**
   * Returns the sum of all durations. Exact once writers are quiet; while they write it may lag
   * behind the count by the records under way, which saves them a common lock.
   */
  long sumNanos() {
    return sumNanos.sum();
  }

  /**
   * Returns a copy of all durations so far. No count in it ever falls from one copy to the next.
   */
  Histogram histogram() {
    Histogram all = newHistogram();
    for (int i = 0; i < stripes.length(); i++) {
      AtomicHistogram stripe = stripes.get(i);
      if (stripe != null) {
        all.add(stripe);
      }
    }
    return all;
  }

  private AtomicHistogram stripe() {
    int index = (int) Thread.currentThread().getId() & (stripes.length() - 1);
    AtomicHistogram stripe = stripes.get(index);
    if (stripe != null) {
      return stripe;
    }
    var created = new AtomicHistogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    return stripes.compareAndSet(index, null, created) ? created : stripes.get(index);
  }
}
