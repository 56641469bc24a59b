package dev.latchkey.dashboard.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;

/**
 * Slows guessing down: after five failed logins in a row the next has to wait, one second first and
 * twice as long after each further failure, up to a minute. Thread-safe. One for all callers, as
 * they all come from this machine; who holds the token can still use it as bearer.
 */
public final class LoginThrottle {
  private static final int FREE_FAILURES = 5;
  private static final int LONGEST_SHIFT = 6;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Ticker ticker;

  @GuardedBy("this")
  private int failures;

  @GuardedBy("this")
  private long failedAtNanos;

  /** Starts without a failure. */
  public LoginThrottle(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Returns how long the next login has to wait; zero when it may be tried. */
  public synchronized Duration remaining() {
    if (failures < FREE_FAILURES) {
      return Duration.ZERO;
    }
    long seconds = 1L << Math.min(failures - FREE_FAILURES, LONGEST_SHIFT);
    var needed = Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
    var left = needed.minusNanos(ticker.nanos() - failedAtNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Notes a failed login. */
  public synchronized void failed() {
    failures++;
    failedAtNanos = ticker.nanos();
  }

  /** Notes a login that succeeded. */
  public synchronized void succeeded() {
    failures = 0;
  }
}
