package dev.latchkey.dashboard.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.time.Ticker;
import java.util.concurrent.TimeUnit;

/** Lets so many calls a second pass, and a burst of them after a pause. Thread-safe. */
public final class RateLimit {
  private final Ticker ticker;
  private final double perNano;
  private final double burst;

  @GuardedBy("this")
  private double available;

  @GuardedBy("this")
  private long atNanos;

  /** Starts with the whole burst. */
  public RateLimit(Ticker ticker, int perSecond, int burst) {
    this.ticker = ticker;
    this.perNano = (double) perSecond / TimeUnit.SECONDS.toNanos(1);
    this.burst = burst;
    this.available = burst;
    this.atNanos = ticker.nanos();
  }

  /** Returns whether one more call may pass, and counts it if so. */
  public synchronized boolean take() {
    long now = ticker.nanos();
    available = Math.min(burst, available + (now - atNanos) * perNano);
    atNanos = now;
    if (available < 1) {
      return false;
    }
    available--;
    return true;
  }
}
