package dev.latchkey.runtime.metrics;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The auth operations of one side of one phase, in the steps that monitoring systems read. Confined
 * to whoever holds the {@link Stripe} that it is part of.
 */
final class CohortCounts {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long[] BOUNDS_NANOS =
      HistogramExport.BOUNDS_SECONDS.stream()
          .mapToLong(bound -> Math.round(bound * NANOS_PER_SECOND))
          .toArray();

  private final long[] counts = new long[BOUNDS_NANOS.length + 1];
  private final Durations durations = new Durations();
  private long failed;
  private long sumNanos;

  /** Returns how long they took, finer than the steps. */
  Durations durations() {
    return durations;
  }

  void add(long elapsedNanos, boolean operationFailed) {
    int step = 0;
    while (step < BOUNDS_NANOS.length && elapsedNanos > BOUNDS_NANOS[step]) {
      step++;
    }
    counts[step]++;
    durations.add(elapsedNanos);
    sumNanos += Math.max(0, elapsedNanos);
    if (operationFailed) {
      failed++;
    }
  }

  /** Adds the figures of another stripe, if there are any. */
  void add(@Nullable CohortCounts other) {
    if (other == null) {
      return;
    }
    for (int step = 0; step < counts.length; step++) {
      counts[step] += other.counts[step];
    }
    failed += other.failed;
    sumNanos += other.sumNanos;
  }

  CohortExport export(int phaseIndex, boolean treated) {
    var cumulative = new Long[BOUNDS_NANOS.length];
    long sum = 0;
    for (int step = 0; step < BOUNDS_NANOS.length; step++) {
      sum += counts[step];
      cumulative[step] = sum;
    }
    long count = sum + counts[BOUNDS_NANOS.length];
    var durations =
        new HistogramExport(
            HistogramExport.TOTAL,
            HistogramExport.BOUNDS_SECONDS,
            List.of(cumulative),
            sumNanos / NANOS_PER_SECOND,
            count);
    return new CohortExport(phaseIndex, treated, durations, failed);
  }
}
