package dev.latchkey.runtime.jwks;

import java.time.Duration;

/**
 * Limits the forced refreshes of one source: 1 per 30 s with a burst of 2, the numbers that Nimbus
 * uses. A refresh that fails gives its permit back and holds the next one off for 5 s, so a broken
 * origin is neither hammered nor avoided once it works again. Confined to its source's lock.
 */
final class RefreshLimiter {
  static final long INTERVAL_NANOS = Duration.ofSeconds(30).toNanos();
  static final long RETRY_NANOS = Duration.ofSeconds(5).toNanos();
  static final int BURST = 2;

  private long creditNanos = BURST * INTERVAL_NANOS;
  private long creditedNanos;
  private long heldFromNanos;
  private boolean held;

  RefreshLimiter(long nowNanos) {
    creditedNanos = nowNanos;
  }

  /** Returns whether {@link #take} would permit a refresh. */
  boolean ready(long nowNanos) {
    credit(nowNanos);
    if (held && nowNanos - heldFromNanos >= RETRY_NANOS) {
      held = false;
    }
    return !held && creditNanos >= INTERVAL_NANOS;
  }

  /** Uses a permit up, when there is one. */
  boolean take(long nowNanos) {
    boolean ready = ready(nowNanos);
    if (ready) {
      creditNanos -= INTERVAL_NANOS;
    }
    return ready;
  }

  /** Takes a permit back whose refresh failed. */
  void failed(long nowNanos) {
    credit(nowNanos);
    creditNanos = Math.min(BURST * INTERVAL_NANOS, creditNanos + INTERVAL_NANOS);
    heldFromNanos = nowNanos;
    held = true;
  }

  /** Returns whether nothing would be lost by forgetting this limiter. */
  boolean idle(long nowNanos) {
    return ready(nowNanos) && creditNanos == BURST * INTERVAL_NANOS;
  }

  private void credit(long nowNanos) {
    long passed = Math.min(nowNanos - creditedNanos, BURST * INTERVAL_NANOS);
    creditNanos = Math.min(BURST * INTERVAL_NANOS, creditNanos + passed);
    creditedNanos = nowNanos;
  }
}
