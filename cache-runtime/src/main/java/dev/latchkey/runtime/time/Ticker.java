package dev.latchkey.runtime.time;

import java.time.Instant;

/** The two clocks of a JVM: one for ages, one to compare with times that others wrote down. */
public interface Ticker {
  /** Returns nanoseconds since an arbitrary origin; only differences mean anything. */
  long nanos();

  /** Returns wall-clock milliseconds since the epoch; may jump. */
  long wallMillis();

  /** Returns the wall-clock time as an instant. */
  default Instant now() {
    return Instant.ofEpochMilli(wallMillis());
  }

  /** Returns the clocks of the operating system. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}
