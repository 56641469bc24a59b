package dev.latchkey.runtime.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.pool.Seats.Turn;
import dev.latchkey.runtime.pool.Seats.Waiter;
import dev.latchkey.runtime.time.Ticker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections that nobody holds, of all pools; the one that came back last goes out first.
 * Thread-safe: one lock, held for memory alone, guards what pools have idle and count as busy, and
 * their seats. What is taken out for closing is closed by the caller, without the lock (safety rule
 * POOL-36).
 */
final class IdleStore {
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Set<KeyPool> stocked = new HashSet<>();

  @GuardedBy("lock")
  private int idle;

  /** Takes the warmest connection of a pool, which then counts as busy. */
  @Nullable Kept take(KeyPool pool, long now) {
    lock.lock();
    try {
      return poll(pool, now);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a seat of a pool for a connection that is about to be opened; returns whether it may. */
  boolean sit(KeyPool pool, int limit) {
    lock.lock();
    try {
      return pool.seats().take(limit);
    } finally {
      lock.unlock();
    }
  }

  /** Gives up the seat of a connection that is closed or was not opened. */
  void stand(KeyPool pool) {
    lock.lock();
    try {
      pool.seats().free();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a connection of a pool as soon as one comes back; returns null when one is gone instead,
   * or the time is over.
   *
   * @param limitNanos how long to wait
   */
  @Nullable Kept await(KeyPool pool, Ticker ticker, long limitNanos) throws InterruptedException {
    return await(pool, ticker, limitNanos, 0).kept();
  }

  /**
   * Waits for a connection of a pool, or for a seat.
   *
   * @param limitNanos how long to wait
   * @param limit below how many connections there is a seat; 0 to wait for a connection alone
   */
  Turn await(KeyPool pool, Ticker ticker, long limitNanos, int limit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Kept idle = poll(pool, ticker.nanos());
      if (idle != null) {
        return new Turn(idle, false, false);
      }
      if (pool.isRetired() && limit > 0) {
        return Turn.NOTHING;
      }
      return queue(pool, ticker, limitNanos, limit);
    } finally {
      lock.unlock();
    }
  }

  /** Who was called and interrupted at the same time has got what it was called for. */
  @GuardedBy("lock")
  private Turn queue(KeyPool pool, Ticker ticker, long limitNanos, int limit)
      throws InterruptedException {
    Condition called = lock.newCondition();
    Waiter waiter = pool.seats().join(called, limit, ticker.nanos());
    long left = limitNanos;
    try {
      while (waiter.turn() == null && left > 0) {
        left = called.awaitNanos(left);
        Kept idle = waiter.turn() == null ? poll(pool, ticker.nanos()) : null;
        if (idle != null) {
          return new Turn(idle, false, false);
        }
        waiter.looked();
      }
    } catch (InterruptedException stopped) {
      if (waiter.turn() == null) {
        throw stopped;
      }
      Thread.currentThread().interrupt();
    } finally {
      pool.seats().leave(waiter);
      pool.seats().wake(pool.idle().size()); // what it was woken for may be there still
    }
    return Objects.requireNonNullElse(waiter.turn(), Turn.LATE);
  }

  /**
   * Takes out what is idle in the pools of a pool's server.
   *
   * @param own whether in that pool too
   */
  List<Kept> removeOfServer(KeyPool pool, boolean own, long now) {
    lock.lock();
    try {
      List<Kept> removed = new ArrayList<>();
      for (KeyPool other : List.copyOf(stocked)) {
        if ((own || other != pool) && other.key().server().equals(pool.key().server())) {
          removed.addAll(remove(other, kept -> true, now));
        }
      }
      return removed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts a fresh connection as busy.
   *
   * @return false when the pool keeps nothing any more
   */
  boolean adopt(KeyPool pool, long now) {
    lock.lock();
    try {
      if (pool.isRetired()) {
        return false;
      }
      pool.occupancy().change(1, 0, now);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Counts a busy connection of a pool as gone. */
  void gone(KeyPool pool, long now) {
    lock.lock();
    try {
      pool.occupancy().change(-1, 0, now);
      pool.wentAway();
      pool.seats().oneIsGone();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a busy connection back, for the first who waits or to be idle.
   *
   * @param evicted gets a colder one that had to make room
   * @return false when it cannot be kept; it still counts as busy then
   */
  boolean offer(KeyPool pool, Kept kept, PoolSettings limits, long now, List<Kept> evicted) {
    lock.lock();
    try {
      if (pool.isRetired()) {
        return false;
      }
      boolean within = hasSeat(pool, kept, limits.limit(pool));
      kept.idleSince(now);
      if (!within || pool.seats().isSomeoneImpatient(now)) {
        if (pool.seats().passOn(kept)) {
          return true; // beyond the limit too: the one who waits would log in soon
        }
        if (!within) {
          return false;
        }
      }
      if (idle >= limits.idlePerProcess() && !makeRoom(pool, now, evicted)) {
        return pool.seats().passOn(kept);
      }
      pool.idle().addFirst(kept);
      stocked.add(pool);
      idle++;
      pool.occupancy().change(-1, 1, now);
      pool.seats().wake(pool.idle().size());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out the idle connections of a pool that match. */
  List<Kept> remove(KeyPool pool, Predicate<Kept> which, long now) {
    lock.lock();
    try {
      List<Kept> removed = new ArrayList<>();
      for (Iterator<Kept> each = pool.idle().iterator(); each.hasNext(); ) {
        Kept kept = each.next();
        if (which.test(kept)) {
          each.remove();
          removed.add(kept);
        }
      }
      removedIdle(pool, removed.size(), now);
      return removed;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out those that have been idle for longest, and long enough. */
  List<Kept> removeColdest(KeyPool pool, int most, long idleNanos, long now) {
    lock.lock();
    try {
      List<Kept> removed = new ArrayList<>(0);
      for (Kept last = pool.idle().peekLast();
          last != null && removed.size() < most && last.idleNanos(now) >= idleNanos;
          last = pool.idle().peekLast()) {
        removed.add(pool.idle().removeLast());
      }
      removedIdle(pool, removed.size(), now);
      return removed;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps nothing for a pool any more; returns what it had idle. */
  List<Kept> retire(KeyPool pool, long now) {
    lock.lock();
    try {
      pool.retire();
      pool.seats().close();
      return remove(pool, kept -> true, now);
    } finally {
      lock.unlock();
    }
  }

  /** Takes out idle connections of a pool that has more connections than it may. */
  List<Kept> removeBeyond(KeyPool pool, int limit, long now) {
    lock.lock();
    try {
      List<Kept> removed = new ArrayList<>(0);
      for (int left = pool.seats().taken() - limit; left > 0 && !pool.idle().isEmpty(); left--) {
        removed.add(pool.idle().removeLast());
      }
      removedIdle(pool, removed.size(), now);
      return removed;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many threads wait for a connection of a pool. */
  int waiting(KeyPool pool) {
    lock.lock();
    try {
      return pool.seats().waiting();
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many connections of a pool are out and how many are idle, and were. */
  Occupancy.Reading read(KeyPool pool, long now) {
    lock.lock();
    try {
      return pool.occupancy().read(now);
    } finally {
      lock.unlock();
    }
  }

  /** One that was opened beyond the limit takes a seat if there is one by now. */
  @GuardedBy("lock")
  private boolean hasSeat(KeyPool pool, Kept kept, int limit) {
    if (kept.isSeated()) {
      return pool.seats().taken() <= limit;
    }
    if (!pool.seats().take(limit)) {
      return false;
    }
    kept.sit(() -> stand(pool));
    return true;
  }

  @GuardedBy("lock")
  private @Nullable Kept poll(KeyPool pool, long now) {
    Kept kept = pool.idle().pollFirst();
    if (kept != null) {
      removedIdle(pool, 1, now);
      pool.occupancy().change(1, 0, now);
    }
    return kept;
  }

  /** The connection that has been idle for longest of all goes, if it is another pool's. */
  @GuardedBy("lock")
  private boolean makeRoom(KeyPool pool, long now, List<Kept> evicted) {
    KeyPool coldest =
        stocked.stream().max(Comparator.comparingLong(each -> coldness(each, now))).orElse(pool);
    Kept last = coldest == pool ? null : coldest.idle().pollLast();
    if (last == null) {
      return false;
    }
    removedIdle(coldest, 1, now);
    evicted.add(last);
    return true;
  }

  private static long coldness(KeyPool stocked, long now) {
    return stocked.idle().getLast().idleNanos(now);
  }

  @GuardedBy("lock")
  private void removedIdle(KeyPool pool, int count, long now) {
    idle -= count;
    pool.occupancy().change(0, -count, now);
    if (pool.idle().isEmpty()) {
      stocked.remove(pool);
    }
  }
}
