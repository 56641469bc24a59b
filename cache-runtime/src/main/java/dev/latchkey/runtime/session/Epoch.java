package dev.latchkey.runtime.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * When one thing that answers depend on, such as a table, changed last; and whether it is being
 * changed. Thread-safe: whoever writes takes this object's lock, readers take none.
 *
 * <pre>
 *   free ──lock──► locked (n writers): nothing that depends on it is served or kept
 *    ▲               │  each release: the number of the last change rises, then a writer less
 *    └───────────────┘  after the time limit: it rises too, and all writers of then are forgotten
 * </pre>
 *
 * The number rises before the lock goes, so that nobody is served in between.
 */
final class Epoch {
  private static final Duration LONG_AGO = Duration.ofHours(1);

  private final AtomicLong sequence;
  private final @Nullable Change meaning;
  private final Ticker ticker;

  private volatile long changed;
  private volatile long changedNanos;
  private volatile int writers;
  private volatile long lockedUntilNanos;

  /** Which locks count: one that was forgotten must not release another's. */
  @GuardedBy("this")
  private long round;

  /**
   * @param sequence gives the numbers of all changes, to all epochs
   * @param meaning what its change means to other processes; null for nothing by itself
   */
  Epoch(AtomicLong sequence, @Nullable Change meaning, Ticker ticker) {
    this.sequence = sequence;
    this.meaning = meaning;
    this.ticker = ticker;
    changed = sequence.get();
    changedNanos = ticker.nanos() - LONG_AGO.toNanos();
  }

  @Nullable Change meaning() {
    return meaning;
  }

  /** Notes a change that has taken place. */
  void change() {
    synchronized (this) {
      changes();
    }
  }

  @GuardedBy("this")
  private void changes() {
    changedNanos = ticker.nanos();
    changed = sequence.incrementAndGet();
  }

  /** Returns when it changed last. */
  long changedNanos() {
    return changedNanos;
  }

  /** Begins a change; returns what goes to {@link #release}. */
  long lock(long untilNanos) {
    synchronized (this) {
      lockedUntilNanos =
          writers == 0 || untilNanos - lockedUntilNanos > 0 ? untilNanos : lockedUntilNanos;
      writers++;
      return round;
    }
  }

  /** Ends a change, whatever came of it. */
  void release(long ticket) {
    synchronized (this) {
      changes();
      if (ticket == round && writers > 0) {
        writers--;
      }
    }
  }

  /** Returns whether it has not changed since the sequence stood at {@code token}. */
  boolean unchangedSince(long token) {
    return changed <= token;
  }

  /** Returns whether it is being changed. */
  boolean isLocked(long nowNanos) {
    return writers != 0 && !timedOut(nowNanos);
  }

  private boolean timedOut(long nowNanos) {
    if (lockedUntilNanos - nowNanos > 0) {
      return false;
    }
    synchronized (this) {
      if (writers > 0 && lockedUntilNanos - nowNanos <= 0) {
        changes();
        writers = 0;
        round++;
      }
      return writers == 0;
    }
  }
}
