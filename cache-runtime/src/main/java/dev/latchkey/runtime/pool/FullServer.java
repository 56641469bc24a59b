package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a call does for which the server has no room (safety rule POOL-31): idle connections of
 * other pools to that server make room, and what is out comes back or goes away. Thread-safe; no
 * lock is held around I/O.
 */
final class FullServer {
  /** A server takes a while to notice that a connection was closed. */
  private static final int ATTEMPTS = 6;

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final IdleStore store;
  private final Closer closer;
  private final Connector connector;
  private final Ticker ticker;

  FullServer(IdleStore store, Closer closer, Connector connector, Ticker ticker) {
    this.store = store;
    this.closer = closer;
    this.connector = connector;
    this.ticker = ticker;
  }

  /**
   * What came of a wait: a connection that was kept, a fresh one, or none. Immutable.
   *
   * @param late whether there is none because the time was over
   */
  record Outcome(@Nullable Kept kept, @Nullable Connection fresh, boolean late) {
    static final Outcome NONE = new Outcome(null, null, false);
    static final Outcome LATE = new Outcome(null, null, true);
  }

  /**
   * Waits on the thread of the call. Does not wait where nothing could make room.
   *
   * @param limitNanos how long at most
   */
  Outcome await(KeyPool pool, ConnectRequest request, long limitNanos) throws InterruptedException {
    int attempts = makeRoom(pool, false) ? ATTEMPTS : 0;
    int departures = pool.departures();
    long end = System.nanoTime() + limitNanos; // what a condition waits by
    for (long left = limitNanos; left > 0; left = end - System.nanoTime()) {
      if (attempts == 0 && isEmpty(pool)) {
        return Outcome.NONE;
      }
      long pause = attempts == 0 ? PAUSE_NANOS : pause(attempts);
      Kept kept = store.await(pool, ticker, Math.min(left, pause));
      if (kept != null) {
        return new Outcome(kept, null, false);
      }
      if (departures != pool.departures()) {
        departures = pool.departures();
        attempts = ATTEMPTS;
      }
      if (attempts > 0) {
        attempts--;
        Connection fresh = connect(request);
        if (fresh != null) {
          return new Outcome(null, fresh, false);
        }
      }
    }
    return Outcome.LATE;
  }

  /**
   * Connects once more where something idle was in the way, for a call that is not served: without
   * the agent it would have found room.
   */
  @Nullable Connection retry(KeyPool pool, ConnectRequest request) throws InterruptedException {
    if (!makeRoom(pool, true)) {
      return null;
    }
    Connection fresh = null;
    for (int attempts = ATTEMPTS; fresh == null && attempts > 0; attempts--) {
      TimeUnit.NANOSECONDS.sleep(pause(attempts));
      fresh = connect(request);
    }
    return fresh;
  }

  private boolean makeRoom(KeyPool pool, boolean own) {
    List<Kept> idle = store.removeOfServer(pool, own, ticker.nanos());
    closer.close(idle);
    return !idle.isEmpty();
  }

  /** Nothing is out, and nothing that was out a moment ago is there for the taking. */
  private boolean isEmpty(KeyPool pool) {
    Occupancy.Reading now = store.read(pool, ticker.nanos());
    return now.busy() + now.idle() == 0;
  }

  private static long pause(int attemptsLeft) {
    return FIRST_PAUSE_NANOS << (ATTEMPTS - attemptsLeft);
  }

  /** The exception that the application gets in the end is that of its own call. */
  private @Nullable Connection connect(ConnectRequest request) {
    try {
      return connector.connect(request);
    } catch (SQLException stillFull) {
      return null;
    }
  }
}
