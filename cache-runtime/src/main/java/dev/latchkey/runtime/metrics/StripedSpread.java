package dev.latchkey.runtime.metrics;

/**
 * Counts durations, adds them up and tells how they are spread, exact to 7 %, where many threads
 * record at once. A record costs the one atomic operation that takes a stripe; two adders and a
 * {@link DurationSpread} cost three. Thread-safe, free of locks.
 */
public final class StripedSpread {
  private final Stripes<Part> parts = new Stripes<>(Part::new);

  /** Counts a duration; one of less than a nanosecond is spread as one. */
  public void record(long nanos) {
    Part part = parts.take();
    if (part != null) {
      try {
        part.counts[DurationSpread.FINE.bucket(nanos)]++;
        part.count++;
        part.sumNanos += nanos;
      } finally {
        part.release();
      }
    }
  }

  /** Returns how many durations were recorded. */
  public long count() {
    return parts.sum(part -> part.count);
  }

  /** Returns the sum of all durations; read by itself it may be ahead of the count. */
  public long sumNanos() {
    return parts.sum(part -> part.sumNanos);
  }

  /**
   * Returns durations in nanoseconds that these shares of all do not exceed, of those that were
   * recorded here and there; 0 when there is none.
   *
   * @param there a fine one
   * @param shares 0 to 1 each
   */
  public long[] at(DurationSpread there, double... shares) {
    long[] sums = new long[DurationSpread.FINE.size()];
    there.addTo(sums);
    parts.each(part -> part.addTo(sums));
    long[] found = new long[shares.length];
    for (int i = 0; i < shares.length; i++) {
      found[i] = DurationSpread.FINE.at(shares[i], sums);
    }
    return found;
  }

  /** What one thread at a time adds to: 3 kB, from its first duration on. */
  private static final class Part extends Stripe {
    private final long[] counts = new long[DurationSpread.FINE.size()];
    private long count;
    private long sumNanos;

    private void addTo(long[] sums) {
      for (int bucket = 0; bucket < sums.length; bucket++) {
        sums[bucket] += counts[bucket];
      }
    }
  }
}
