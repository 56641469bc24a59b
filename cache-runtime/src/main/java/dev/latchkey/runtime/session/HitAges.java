package dev.latchkey.runtime.session;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How old answers are when they are given, from the sample of them that is compared with the
 * application's own: what an answer's life has to be. Counts since it was last emptied.
 * Thread-safe.
 */
public final class HitAges {
  /** Number of equal parts that the longest life is divided in. */
  static final int PARTS = 40;

  private final AtomicLongArray counts = new AtomicLongArray(PARTS);
  private final long longestNanos;

  /**
   * Makes an empty one.
   *
   * @param longestNanos the longest life that is allowed
   */
  HitAges(long longestNanos) {
    this.longestNanos = Math.max(PARTS, longestNanos);
  }

  void record(long ageNanos) {
    long part = Math.max(0, ageNanos) / (longestNanos / PARTS);
    counts.incrementAndGet((int) Math.min(PARTS - 1, part));
  }

  /** Returns how many were seen. */
  public long count() {
    long count = 0;
    for (int i = 0; i < PARTS; i++) {
      count += counts.get(i);
    }
    return count;
  }

  /**
   * Returns an age that so much of them had not passed, rounded up to a part of the longest life.
   *
   * @param share 0 to 1
   */
  public long ageNanos(double share) {
    long wanted = (long) Math.ceil(share * count());
    long seen = 0;
    for (int i = 0; i < PARTS; i++) {
      seen += counts.get(i);
      if (seen >= wanted) {
        return longestNanos / PARTS * (i + 1);
      }
    }
    return longestNanos;
  }

  /** Forgets what it has seen. */
  public void clear() {
    for (int i = 0; i < PARTS; i++) {
      counts.set(i, 0);
    }
  }
}
