package dev.latchkey.runtime.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long calls took that a cache did not answer, by the bounds that monitoring systems are told:
 * a few numbers, counted beside the durations of all calls, so that a load costs next to nothing
 * more. Confined to whoever holds the {@link Stripe} that it is part of.
 */
final class LoadTimes {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long[] BOUNDS_NANOS =
      HistogramExport.BOUNDS_SECONDS.stream()
          .mapToLong(bound -> Math.round(bound * NANOS_PER_SECOND))
          .toArray();

  private long @Nullable [] counts;
  private long sumNanos;

  void add(long nanos) {
    long[] known = counts;
    if (known == null) {
      known = new long[BOUNDS_NANOS.length + 1];
      counts = known;
    }
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    known[bucket]++;
    sumNanos += Math.max(0, nanos);
  }

  void addTo(Sum sum) {
    long[] known = counts;
    if (known != null) {
      for (int bucket = 0; bucket < known.length; bucket++) {
        sum.counts[bucket] += known[bucket];
      }
      sum.nanos += sumNanos;
    }
  }

  /** What many have counted. Confined to one thread. */
  static final class Sum {
    private final long[] counts = new long[BOUNDS_NANOS.length + 1];
    private long nanos;

    /** Adds what another one holds. */
    void add(Sum other) {
      for (int bucket = 0; bucket < counts.length; bucket++) {
        counts[bucket] += other.counts[bucket];
      }
      nanos += other.nanos;
    }

    /** Takes away what was in it before. */
    void subtract(Sum before) {
      for (int bucket = 0; bucket < counts.length; bucket++) {
        counts[bucket] -= before.counts[bucket];
      }
      nanos -= before.nanos;
    }

    boolean isEmpty() {
      return Arrays.stream(counts).allMatch(count -> count == 0);
    }

    HistogramExport export(String stage) {
      List<Long> cumulative = new ArrayList<>();
      long below = 0;
      for (int bucket = 0; bucket < BOUNDS_NANOS.length; bucket++) {
        below += counts[bucket];
        cumulative.add(below);
      }
      return new HistogramExport(
          stage,
          HistogramExport.BOUNDS_SECONDS,
          Collections.unmodifiableList(cumulative),
          nanos / NANOS_PER_SECOND,
          Arrays.stream(counts).sum());
    }
  }
}
