package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.pool.Occupancy.Reading;

/**
 * Learns how many connections of a pool an application holds at once, in the first ten minutes in
 * which it uses any, and limits them to half as many more (safety rule POOL-32). The mark stays
 * from then on: a limit that rose with the load would not be there when it is needed. Confined to
 * the background thread, but for {@link #limit}.
 */
final class HighWater {
  static final int SECONDS = 600;
  private static final double HEADROOM = 1.5;
  private static final int LEAST = 2;

  private int seconds;
  private long busyNanos;
  private volatile int limit = Seats.NO_LIMIT;

  /** Takes in a reading, one a second. */
  void read(Reading now) {
    if (limit == Seats.NO_LIMIT && now.busyNanos() > busyNanos && ++seconds >= SECONDS) {
      limit = Math.max(LEAST, (int) Math.ceil(HEADROOM * now.mostBusy()));
    }
    busyNanos = now.busyNanos();
  }

  /** Returns how many connections may be open at once. */
  int limit() {
    return limit;
  }
}
