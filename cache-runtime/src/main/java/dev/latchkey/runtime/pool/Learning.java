package dev.latchkey.runtime.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Learns from the last {@value #WINDOW} connections of one call site and key whether it gives back
 * what it takes (safety rule POOL-3): at least 20 were closed, they are 95 % of those that were
 * closed or are held for long, and half of them were held for less than 5 s. One that was opened a
 * moment ago says nothing yet. Thread-safe; the lock is held for memory alone.
 */
final class Learning {
  static final int PAIRS = 20;
  private static final int WINDOW = 64;
  private static final int CLOSE_PERCENT = 95;
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(5);

  @GuardedBy("this")
  private final Sighting[] window = new Sighting[WINDOW];

  @GuardedBy("this")
  private int opened;

  private volatile boolean done;

  /** Notes a connection that was opened. */
  synchronized Sighting opened(long now) {
    Sighting sighting = new Sighting(now);
    window[opened++ % WINDOW] = sighting;
    return sighting;
  }

  /** Returns whether the call site may be served; once it may, it may for good. */
  boolean isDone(long now) {
    if (!done) {
      done = judge(now);
    }
    return done;
  }

  /** Returns how many of the last connections were closed. */
  synchronized int closed() {
    return (int) Arrays.stream(seen()).filter(Sighting::isClosed).count();
  }

  private synchronized boolean judge(long now) {
    long[] holds =
        Arrays.stream(seen()).filter(Sighting::isClosed).mapToLong(Sighting::heldNanos).toArray();
    long kept =
        Arrays.stream(seen())
            .filter(each -> !each.isClosed() && each.ageNanos(now) > LONG_NANOS)
            .count();
    if (holds.length < PAIRS || 100L * holds.length < CLOSE_PERCENT * (holds.length + kept)) {
      return false;
    }
    Arrays.sort(holds);
    return holds[holds.length / 2] < LONG_NANOS;
  }

  @GuardedBy("this")
  private Sighting[] seen() {
    return opened < WINDOW ? Arrays.copyOf(window, opened) : window;
  }
}
