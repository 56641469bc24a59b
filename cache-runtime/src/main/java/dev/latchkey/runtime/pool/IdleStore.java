package dev.latchkey.runtime.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections that nobody holds, of all pools; the one that came back last goes out first.
 * Thread-safe: one lock, held for memory alone, guards what pools have idle and count as busy. What
 * is taken out for closing is closed by the caller, without the lock (safety rule POOL-36).
 */
final class IdleStore {
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Set<KeyPool> stocked = new HashSet<>();

  @GuardedBy("lock")
  private int idle;

  /** Returns a condition for a new pool. */
  Condition condition() {
    return lock.newCondition();
  }

  /** Takes the warmest connection of a pool, which then counts as busy. */
  @Nullable Kept take(KeyPool pool, long now) {
    lock.lock();
    try {
      return poll(pool, now);
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
  @Nullable Kept await(KeyPool pool, long now, long limitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (pool.idle().isEmpty()) {
        var unused = pool.returned().awaitNanos(limitNanos);
      }
      return poll(pool, now);
    } finally {
      lock.unlock();
    }
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
      pool.returned().signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a busy connection back.
   *
   * @param evicted gets a colder one that had to make room
   * @return false when it cannot be kept; it still counts as busy then
   */
  boolean offer(KeyPool pool, Kept kept, PoolSettings limits, long now, List<Kept> evicted) {
    lock.lock();
    try {
      if (pool.isRetired()
          || pool.idle().size() >= limits.idlePerKey()
          || (idle >= limits.idlePerProcess() && !makeRoom(pool, now, evicted))) {
        return false;
      }
      kept.idleSince(now);
      pool.idle().addFirst(kept);
      stocked.add(pool);
      idle++;
      pool.occupancy().change(-1, 1, now);
      pool.returned().signal();
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

  /** Takes out the connection that has been idle for longest, if that is long enough. */
  @Nullable Kept removeColdest(KeyPool pool, long idleNanos, long now) {
    lock.lock();
    try {
      Kept coldest = pool.idle().peekLast();
      if (coldest == null || coldest.idleNanos(now) < idleNanos) {
        return null;
      }
      pool.idle().removeLast();
      removedIdle(pool, 1, now);
      return coldest;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps nothing for a pool any more; returns what it had idle. */
  List<Kept> retire(KeyPool pool, long now) {
    lock.lock();
    try {
      pool.retire();
      pool.returned().signalAll();
      return remove(pool, kept -> true, now);
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

  @GuardedBy("lock")
  private @Nullable Kept poll(KeyPool pool, long now) {
    Kept kept = pool.idle().pollFirst();
    if (kept != null) {
      removedIdle(pool, 1, now);
      pool.occupancy().change(1, 0, now);
    }
    return kept;
  }

  /** The coldest connection of the pool that was not used for longest goes, if it is another's. */
  @GuardedBy("lock")
  private boolean makeRoom(KeyPool pool, long now, List<Kept> evicted) {
    KeyPool coldest =
        stocked.stream().min(Comparator.comparingLong(each -> each.usedNanos())).orElse(pool);
    Kept last = coldest == pool ? null : coldest.idle().pollLast();
    if (last == null) {
      return false;
    }
    removedIdle(coldest, 1, now);
    evicted.add(last);
    return true;
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
