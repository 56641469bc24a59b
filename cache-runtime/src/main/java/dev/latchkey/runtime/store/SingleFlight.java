package dev.latchkey.runtime.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.time.Ticker;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one caller load a key while the others wait for its answer. The load runs outside, between
 * {@link #begin} and the ticket's end, on the leader's own thread and with no lock of ours held; so
 * it fits an advice that decides at entry and learns the result at exit. Thread-safe, and made for
 * virtual threads: waiting is on a condition, and an interrupt ends it and stays set.
 *
 * <pre>
 *   begin ──► LEAD ──complete──► done: every waiter follows the value
 *     │         └────abandon───► failed: waiters lead themselves, at most 4 at once;
 *     │                          the failure itself reaches nobody but its own leader
 *     └─────► wait ─value──────► FOLLOW
 *              ├─limit passed──► leads when the leader is overdue, else ALONE
 *              └─interrupt─────► ALONE
 *   begin by a thread that leads the same key ──► ALONE, at once
 * </pre>
 *
 * A ticket that is never ended stops counting once it is older than the wait limit, so a lost exit
 * costs those who wait for it one limit and nobody after them. Only one lock is held at a time.
 */
public final class SingleFlight<K, V> {
  /** No caller ever waits longer than this for another. */
  public static final Duration WAIT_LIMIT = Duration.ofSeconds(2);

  private static final int LEADERS_AFTER_FAILURE = 4;

  private final ConcurrentHashMap<K, Flight> flights = new ConcurrentHashMap<>();
  private final int maxFlights;
  private final Ticker ticker;

  /**
   * Makes one without flights.
   *
   * @param maxFlights bound on the keys in flight; past it callers go alone
   * @param ticker ages tickets; waiting itself goes by the real clock
   */
  public SingleFlight(int maxFlights, Ticker ticker) {
    this.maxFlights = maxFlights;
    this.ticker = ticker;
  }

  /**
   * What a caller has to do.
   *
   * @param <V> what is loaded
   */
  public sealed interface Start<V> {}

  /** Load, and end the ticket in every outcome. */
  public record Lead<V>(Ticket<V> ticket) implements Start<V> {}

  /** Use what another caller loaded. */
  public record Follow<V>(V value) implements Start<V> {}

  /** Load for this call only. */
  public record Alone<V>() implements Start<V> {}

  /**
   * A leader's duty to say how its load ended. The first end counts, later ones do nothing; any
   * thread may end it.
   *
   * @param <V> what is loaded
   */
  public interface Ticket<V> {
    /** Gives the value to those who wait. */
    void complete(V value);

    /** Tells those who wait that no value comes from this load. */
    void abandon();
  }

  /**
   * Joins the load of {@code key} or begins one.
   *
   * @param atMost how long to wait for another caller, capped at {@link #WAIT_LIMIT}
   */
  public Start<V> begin(K key, Duration atMost) {
    long waitNanos = Math.min(Math.max(0, atMost.toNanos()), WAIT_LIMIT.toNanos());
    while (true) {
      var flight = flights.get(key);
      if (flight == null) {
        if (flights.size() >= maxFlights && !sweep()) {
          return new Alone<>();
        }
        var fresh = new Flight(key);
        var earlier = flights.putIfAbsent(key, fresh);
        flight = earlier == null ? fresh : earlier;
      }
      var start = flight.enter(waitNanos);
      if (start != null) {
        return start;
      }
    }
  }

  /** Returns whether a load of {@code key} has begun and not ended; may be outdated at once. */
  public boolean inFlight(K key) {
    var flight = flights.get(key);
    return flight != null && flight.led();
  }

  /** Returns the keys in flight. */
  int size() {
    return flights.size();
  }

  /** Drops flights whose leaders were all lost; returns whether there is room again. */
  private boolean sweep() {
    flights.values().forEach(Flight::closeIfLost);
    return flights.size() < maxFlights;
  }

  private final class Flight {
    private final K key;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final List<Load> loads = new ArrayList<>(1);

    @GuardedBy("lock")
    private int waiters;

    @GuardedBy("lock")
    private boolean failed;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private @Nullable V value;

    Flight(K key) {
      this.key = key;
    }

    /**
     * Returns what the caller has to do, or null when this flight is over and it must look anew.
     */
    @Nullable Start<V> enter(long waitNanos) {
      lock.lock();
      try {
        long left = waitNanos;
        while (true) {
          var start = decide(left <= 0);
          if (start != null || closed) {
            return start;
          }
          waiters++;
          try {
            left = changed.awaitNanos(left);
          } finally {
            waiters--;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Alone<>();
      } finally {
        lock.unlock();
      }
    }

    /** Returns what to do now, or null to wait, or null with {@code closed} to look anew. */
    @GuardedBy("lock")
    private @Nullable Start<V> decide(boolean waitedEnough) {
      if (value != null) {
        return new Follow<>(value);
      }
      if (closed) {
        return null;
      }
      loads.removeIf(Load::overdue);
      if (ledByThisThread()) {
        return new Alone<>();
      }
      if (loads.size() < (failed ? LEADERS_AFTER_FAILURE : 1)) {
        var load = new Load(this);
        loads.add(load);
        return new Lead<>(load);
      }
      return waitedEnough ? new Alone<>() : null;
    }

    @GuardedBy("lock")
    private boolean ledByThisThread() {
      var current = Thread.currentThread();
      for (var load : loads) {
        if (load.leader.refersTo(current)) {
          return true;
        }
      }
      return false;
    }

    boolean led() {
      lock.lock();
      try {
        loads.removeIf(Load::overdue);
        return !closed && !loads.isEmpty();
      } finally {
        lock.unlock();
      }
    }

    /** A load that was given up as overdue still delivers: its value is as good as any. */
    void end(Load load, @Nullable V loaded) {
      lock.lock();
      try {
        boolean counted = loads.remove(load);
        if (closed) {
          return;
        }
        if (loaded != null) {
          value = loaded;
          close();
        } else if (counted) {
          failed = true;
          closeIfIdle();
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    void closeIfLost() {
      lock.lock();
      try {
        loads.removeIf(Load::overdue);
        closeIfIdle();
      } finally {
        lock.unlock();
      }
    }

    @GuardedBy("lock")
    private void closeIfIdle() {
      if (loads.isEmpty() && waiters == 0) {
        close();
      }
    }

    @GuardedBy("lock")
    private void close() {
      closed = true;
      flights.remove(key, this);
    }
  }

  /** One leader's load. Ended at most once. */
  private final class Load implements Ticket<V> {
    private final Flight flight;
    private final WeakReference<Thread> leader = new WeakReference<>(Thread.currentThread());
    private final long begunNanos = ticker.nanos();

    Load(Flight flight) {
      this.flight = flight;
    }

    boolean overdue() {
      return ticker.nanos() - begunNanos >= WAIT_LIMIT.toNanos();
    }

    @Override
    public void complete(V value) {
      flight.end(this, value);
    }

    @Override
    public void abandon() {
      flight.end(this, null);
    }
  }
}
