package dev.latchkey.runtime.token;

import java.util.concurrent.TimeUnit;

/** Notices that somebody set the wall clock. Thread-safe. */
final class ClockWatch {
  private static final long LIMIT_MILLIS = 2_000;

  private volatile long offsetMillis;

  ClockWatch(long nanos, long wallMillis) {
    trust(nanos, wallMillis);
  }

  /**
   * Returns whether the wall clock went another way than time did, by more than two seconds since
   * it was last trusted.
   */
  boolean jumped(long nanos, long wallMillis) {
    return Math.abs(offset(nanos, wallMillis) - offsetMillis) > LIMIT_MILLIS;
  }

  /** Takes the wall clock as it is from now on. */
  void trust(long nanos, long wallMillis) {
    offsetMillis = offset(nanos, wallMillis);
  }

  private static long offset(long nanos, long wallMillis) {
    return wallMillis - TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
