package dev.latchkey.runtime.pool;

/**
 * How many connections of a pool are held by the application and how many are kept, over time.
 * Guarded by the lock of the idle store.
 */
final class Occupancy {
  private int busy;
  private int idle;
  private int mostBusy;
  private long busyNanos;
  private long idleNanos;
  private long lastNanos;

  Occupancy(long now) {
    lastNanos = now;
  }

  void change(int moreBusy, int moreIdle, long now) {
    long passed = Math.max(0, now - lastNanos);
    busyNanos += busy * passed;
    idleNanos += idle * passed;
    lastNanos = now;
    busy += moreBusy;
    mostBusy = Math.max(mostBusy, busy);
    idle += moreIdle;
  }

  int busy() {
    return busy;
  }

  /** Returns the figures up to now. */
  Reading read(long now) {
    change(0, 0, now);
    return new Reading(busy, idle, mostBusy, busyNanos, idleNanos, now);
  }

  /**
   * The figures at a moment. Immutable.
   *
   * @param mostBusy the most that were held at once so far
   */
  record Reading(int busy, int idle, int mostBusy, long busyNanos, long idleNanos, long atNanos) {
    /** Returns how many were held on average since an earlier moment. */
    double averageBusy(Reading earlier) {
      long passed = atNanos - earlier.atNanos;
      return passed <= 0 ? busy : (double) (busyNanos - earlier.busyNanos) / passed;
    }

    /** Returns how many were kept on average since an earlier moment. */
    double averageIdle(Reading earlier) {
      long passed = atNanos - earlier.atNanos;
      return passed <= 0 ? idle : (double) (idleNanos - earlier.idleNanos) / passed;
    }

    /** Returns busy over busy and idle since an earlier moment; negative when there were none. */
    double utilization(Reading earlier) {
      double held = busyNanos - earlier.busyNanos;
      double all = held + idleNanos - earlier.idleNanos;
      return all <= 0 ? -1 : held / all;
    }
  }
}
