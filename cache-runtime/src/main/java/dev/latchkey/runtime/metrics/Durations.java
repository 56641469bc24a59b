package dev.latchkey.runtime.metrics;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts durations, cumulatively. A duration outside 0 to 60 s is counted as the nearer of the two.
 * Confined to whoever holds the {@link Stripe} that it is part of. Takes 24 KB from its first
 * duration on.
 */
final class Durations {
  private static final long LOWEST_NANOS = 100;
  private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int DIGITS = 2;

  private @Nullable Histogram counts;
  private long sumNanos;

  /** Returns an empty histogram of the shape that all durations share. */
  static Histogram newHistogram() {
    return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  }

  void add(long nanos) {
    long value = Math.min(HIGHEST_NANOS, Math.max(0, nanos));
    Histogram known = counts;
    if (known == null) {
      known = newHistogram();
      counts = known;
    }
    known.recordValue(value);
    sumNanos += value;
  }

  long count() {
    return counts == null ? 0 : counts.getTotalCount();
  }

  long sumNanos() {
    return sumNanos;
  }

  void addTo(Histogram all) {
    if (counts != null) {
      all.add(counts);
    }
  }
}
