package dev.latchkey.runtime.token;

import java.util.OptionalLong;

/** Times as tokens write them: seconds since the epoch (RFC 7519 section 2). Stateless. */
public final class NumericDates {
  /** The last second of the year 9999: what lies beyond counts milliseconds, or nothing at all. */
  private static final double LATEST = 253_402_300_799d;

  private NumericDates() {}

  /** Returns the milliseconds, fractions cut off; nothing for what is no such time. */
  public static OptionalLong millis(double seconds) {
    return seconds >= 0 && seconds <= LATEST
        ? OptionalLong.of(((long) seconds) * 1000)
        : OptionalLong.empty();
  }
}
