package dev.latchkey.runtime.session;

import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationSink;
import dev.latchkey.runtime.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Lets go of the users that a failed authentication was served (safety rule U-9): the failure may
 * come from what has changed about them elsewhere, and the next one asks the application. It is not
 * run a second time here, which would count a failed login twice. Thread-safe.
 */
final class Rechecks implements OperationSink {
  private static final int MOST_IN_A_SECOND = 50;
  private static final long SAME_USER_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Ticker ticker;

  /** When what is kept of some users fell last, by their names; 0 for never. */
  private final AtomicLongArray last = new AtomicLongArray(Names.places());

  /** Counted from the begin of the running second, which is rarely read by two threads at once. */
  private final AtomicLong fallen = new AtomicLong();

  private final AtomicLong secondBegan = new AtomicLong();

  Rechecks(Ticker ticker) {
    this.ticker = ticker;
    secondBegan.set(ticker.nanos());
  }

  @Override
  public void finished(Operation operation, long elapsedNanos, boolean failed) {
    if (operation.attachment(SessionCache.SERVED_SLOT) instanceof Lookup served) {
      // A thread that waits for its next request must not keep a user of the application's.
      operation.attach(SessionCache.SERVED_SLOT, null);
      letGo(failed ? served : null);
    }
  }

  private void letGo(@Nullable Lookup served) {
    for (Lookup each = served; each != null; each = each.earlier()) {
      Entry entry = each.served();
      if (entry != null && isAllowed(entry.names)) {
        entry.fall();
      }
    }
  }

  /** An attacker who fails on purpose must not empty the cache. */
  private boolean isAllowed(Names names) {
    long now = ticker.nanos();
    long before = last.get(names.place());
    if (before != 0 && now - before < SAME_USER_NANOS) {
      return false;
    }
    long began = secondBegan.get();
    if (now - began >= SECOND_NANOS && secondBegan.compareAndSet(began, now)) {
      fallen.set(0);
    }
    return fallen.incrementAndGet() <= MOST_IN_A_SECOND
        && last.compareAndSet(names.place(), before, now == 0 ? 1 : now);
  }
}
