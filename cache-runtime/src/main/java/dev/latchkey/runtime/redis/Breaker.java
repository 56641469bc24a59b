package dev.latchkey.runtime.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.time.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * Keeps calls away from a server that fails. Thread-safe.
 *
 * <pre>
 * closed --5 faults within 10 s--> open --10 s--> trying --the one call that may go succeeds--> closed
 *                                    ^------------------------ it fails --------------'
 * </pre>
 */
final class Breaker {
  private static final int FAULTS = 5;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Ticker ticker;

  @GuardedBy("this")
  private int faults;

  @GuardedBy("this")
  private long firstFaultAt;

  @GuardedBy("this")
  private long openedAt;

  /** Read without the lock on every call; written under it. */
  private volatile boolean open;

  Breaker(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Returns whether a call may go; while trying, one caller hears yes. */
  boolean allows() {
    return !open || allowsTrial();
  }

  private synchronized boolean allowsTrial() {
    long now = ticker.nanos();
    if (open && now - openedAt < OPEN_NANOS) {
      return false;
    }
    openedAt = now;
    return true;
  }

  void succeeded() {
    if (open) {
      close();
    }
  }

  private synchronized void close() {
    open = false;
    faults = 0;
  }

  synchronized void failed() {
    long now = ticker.nanos();
    if (faults == 0 || now - firstFaultAt > WINDOW_NANOS) {
      faults = 0;
      firstFaultAt = now;
    }
    if (++faults >= FAULTS || open) {
      open = true;
      openedAt = now;
      faults = 0;
    }
  }

  boolean isOpen() {
    return open;
  }
}
