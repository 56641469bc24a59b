package dev.latchkey.runtime.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * How many connections of one pool are open or about to be, and who waits for one (safety rule
 * POOL-32). A connection has its seat from before it is opened to after it is closed. A seat goes
 * to the first who waits. A connection is there for whoever asks first, and the first who waits is
 * woken for it: were each handed to a thread that sleeps, it would lie idle until that thread runs,
 * and with more threads than cores all would sleep in turn. Who has waited for {@value
 * #PATIENCE_MILLIS} ms is handed the next one, so that nobody is overtaken for long. Guarded by the
 * lock of the idle store.
 */
final class Seats {
  static final int NO_LIMIT = Integer.MAX_VALUE;

  private static final long PATIENCE_MILLIS = 30;
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);

  private final Deque<Waiter> queue = new ArrayDeque<>(0);
  private int taken;

  int taken() {
    return taken;
  }

  int waiting() {
    return queue.size();
  }

  /** Takes a seat if there is one; returns whether there was. */
  boolean take(int limit) {
    if (taken >= limit) {
      return false;
    }
    taken++;
    return true;
  }

  /** Gives a seat up; the first who waits for one has it now. */
  void free() {
    taken--;
    for (Iterator<Waiter> each = queue.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (taken < waiter.limit) {
        taken++;
        each.remove();
        waiter.call(new Turn(null, true, false));
        return;
      }
    }
  }

  /** Passes a connection on to the first who waits; returns whether anybody does. */
  boolean passOn(Kept kept) {
    Waiter first = queue.poll();
    if (first != null) {
      first.call(new Turn(kept, false, false));
    }
    return first != null;
  }

  /** Returns whether the first who waits has waited for so long that nobody may overtake it. */
  boolean isSomeoneImpatient(long now) {
    Waiter first = queue.peek();
    return first != null && now - first.sinceNanos >= PATIENCE_NANOS;
  }

  /** Wakes one who waits, unless as many are waking as there are connections to take. */
  void wake(int idle) {
    int waking = 0;
    for (Iterator<Waiter> each = queue.iterator(); each.hasNext() && waking < idle; waking++) {
      Waiter waiter = each.next();
      if (!waiter.waking) {
        waiter.waking = true;
        waiter.called.signal();
        return;
      }
    }
  }

  /** Takes a place in the queue. */
  Waiter join(Condition called, int limit, long now) {
    Waiter last = new Waiter(called, limit, now);
    queue.add(last);
    return last;
  }

  void leave(Waiter waiter) {
    queue.remove(waiter);
  }

  /** Lets those go on without anything who wait for a connection alone: there may be room now. */
  void oneIsGone() {
    end(1);
  }

  /** Lets all go on without anything. */
  void close() {
    end(NO_LIMIT);
  }

  private void end(int belowLimit) {
    for (Iterator<Waiter> each = queue.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (waiter.limit < belowLimit) {
        each.remove();
        waiter.call(Turn.NOTHING);
      }
    }
  }

  /**
   * What waiting came to.
   *
   * @param kept a connection with its seat, which counts as busy
   * @param seated whether there is a seat without a connection
   * @param late whether it came to nothing because the time was over
   */
  record Turn(@Nullable Kept kept, boolean seated, boolean late) {
    static final Turn NOTHING = new Turn(null, false, false);
    static final Turn LATE = new Turn(null, false, true);
  }

  /** A thread in the queue. */
  static final class Waiter {
    private final Condition called;
    private final int limit;
    private final long sinceNanos;
    private boolean waking;
    private @Nullable Turn turn;

    /**
     * @param limit below how many connections it takes a seat; 0 when it waits for a connection
     */
    private Waiter(Condition called, int limit, long now) {
      this.called = called;
      this.limit = limit;
      sinceNanos = now;
    }

    /** It runs again and has looked for a connection. */
    void looked() {
      waking = false;
    }

    private void call(Turn what) {
      turn = what;
      called.signal();
    }

    /** Returns what it was called for; null while it was not. */
    @Nullable Turn turn() {
      return turn;
    }
  }
}
