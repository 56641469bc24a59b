package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.pool.Seats.Turn;
import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands connections out: one that was kept, checked before (safety rules POOL-26 to POOL-28), or
 * one that the application's own code has just opened. Thread-safe; no lock is held around I/O.
 */
final class Serving {
  private static final long UNCHECKED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long WAIT_SECONDS = 5;
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final IdleStore store;
  private final Closer closer;
  private final Returning returning;
  private final PoolParts parts;
  private final Supplier<PoolSettings> settings;
  private final Ticker ticker;
  private final Adoption adoption;
  private final FullServer fullServer;

  /** Of pools that are gone, too: who scrapes it sees it rise only. */
  private final LongAdder timeouts = new LongAdder();

  Serving(
      IdleStore store,
      Closer closer,
      Returning returning,
      PoolParts parts,
      Supplier<PoolSettings> settings,
      Ticker ticker) {
    this.store = store;
    this.closer = closer;
    this.returning = returning;
    this.parts = parts;
    this.settings = settings;
    this.ticker = ticker;
    adoption = new Adoption(store, returning, parts, settings, ticker);
    fullServer = new FullServer(store, closer, parts.connector(), ticker);
  }

  /** Returns a checkout that a kept connection answers, or null when there is none. */
  @Nullable Checkout serve(KeyPool pool) {
    if (!pool.state().serves()) {
      return null;
    }
    long now = ticker.nanos();
    for (Kept kept = store.take(pool, now); kept != null; kept = store.take(pool, now)) {
      if (isGood(pool, kept)) {
        return served(pool, kept, now);
      }
      drop(pool, kept);
    }
    pool.counters().overflow();
    return null;
  }

  /**
   * What a call has before it connects.
   *
   * @param served what another call has given back meanwhile; null to connect
   * @param seated whether it has a seat for the connection that it opens
   * @param waitedNanos how long it waited
   */
  record Place(@Nullable Checkout served, boolean seated, long waitedNanos) {
    /** Of a call that does not ask for one. */
    static final Place NONE = new Place(null, false, 0);
  }

  /** Returns a place among the connections of a pool, after a wait where they are limited. */
  Place await(KeyPool pool) {
    if (!pool.state().serves()) {
      return Place.NONE;
    }
    int limit = settings.get().limit(pool);
    if (store.sit(pool, limit)) {
      return new Place(null, true, 0);
    }
    long begun = ticker.nanos();
    Turn turn = queue(pool, begun, limit);
    Kept kept = turn.kept();
    if (kept != null) {
      if (isGood(pool, kept)) {
        return new Place(served(pool, kept, begun), false, ticker.nanos() - begun);
      }
      drop(pool, kept);
    }
    if (turn.late()) {
      timedOut(pool);
    }
    if (!turn.seated()) {
      pool.counters().beyond(); // safety rule POOL-29: it would have succeeded without a limit
    }
    return new Place(null, turn.seated(), ticker.nanos() - begun);
  }

  private void timedOut(KeyPool pool) {
    pool.counters().timedOut();
    timeouts.increment();
  }

  /** Returns how many calls waited as long as they may for a connection and got none. */
  long timeouts() {
    return timeouts.sum();
  }

  /** Leaves a place that nobody connects for. */
  void giveUp(KeyPool pool, Place place) {
    if (place.seated) {
      store.stand(pool);
    }
  }

  /**
   * Returns a checkout whose connection the application's own code opens.
   *
   * @param request what it asks for, which is not kept longer than the call
   * @param treated whether it may be kept
   * @param refusedLogin is told when the database refuses the user
   */
  Checkout connecting(
      KeyPool pool,
      ConnectRequest request,
      boolean treated,
      Place place,
      Consumer<KeyPool> refusedLogin) {
    return new Connecting(pool, request, treated, place.seated, place.waitedNanos, refusedLogin);
  }

  /**
   * Returns a connection after what is idle made room for it on a full server, or null.
   *
   * @param request of a call that failed
   */
  @Nullable Connection reconnect(KeyPool pool, ConnectRequest request) {
    try {
      return fullServer.retry(pool, request);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private Turn queue(KeyPool pool, long begun, int limit) {
    try {
      return store.await(pool, ticker, TURN_NANOS, limit);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Turn.NOTHING;
    } finally {
      pool.counters().waited(ticker.nanos() - begun);
    }
  }

  private void drop(KeyPool pool, Kept kept) {
    store.gone(pool, ticker.nanos());
    closer.close(kept);
  }

  /** A connection that fails here takes those before it along: what it met, they will meet. */
  private boolean isGood(KeyPool pool, Kept kept) {
    long now = ticker.nanos();
    if (kept.isTooOld(now)) {
      return false;
    }
    if (answers(kept, kept.idleNanos(now) > UNCHECKED_NANOS)) {
      return true;
    }
    pool.counters().invalid();
    returning.evict(pool);
    return false;
  }

  private boolean answers(Kept kept, boolean ask) {
    Operation own = parts.ownCalls().begin();
    try {
      return kept.dialect().settle(kept.connection(), ask);
    } catch (RuntimeException | LinkageError broken) {
      return false;
    } finally {
      parts.ownCalls().end(own);
    }
  }

  private Served served(KeyPool pool, Kept kept, long begunNanos) {
    Connection handle = handle(pool, kept);
    pool.counters().reused(ticker.nanos() - begunNanos);
    return new Served(handle);
  }

  /** Makes a handle on a connection that was kept; one for which that fails is closed. */
  private Connection handle(KeyPool pool, Kept kept) {
    boolean made = false;
    try {
      Connection handle = adoption.handle(pool, kept);
      made = true;
      return handle;
    } finally {
      if (!made) {
        drop(pool, kept);
      }
    }
  }

  /** A checkout that is answered. Immutable. */
  private record Served(Connection served) implements Checkout {
    @Override
    public boolean adopts() {
      return false;
    }

    @Override
    public @Nullable Connection connected(Connection fresh) {
      return null;
    }

    @Override
    public @Nullable Connection failed(Throwable failure) {
      return null;
    }
  }

  /** A checkout whose connection comes from the application's own code. */
  private final class Connecting implements Checkout {
    private final KeyPool pool;
    private final ConnectRequest request;
    private final boolean treated;
    private final Consumer<KeyPool> refusedLogin;
    private final long begunNanos = ticker.nanos();
    private final long waitedNanos;
    private boolean seated;

    Connecting(
        KeyPool pool,
        ConnectRequest request,
        boolean treated,
        boolean seated,
        long waitedNanos,
        Consumer<KeyPool> refusedLogin) {
      this.pool = pool;
      this.request = request;
      this.treated = treated;
      this.seated = seated;
      this.waitedNanos = waitedNanos;
      this.refusedLogin = refusedLogin;
    }

    @Override
    public @Nullable Connection served() {
      return null;
    }

    @Override
    public boolean adopts() {
      return treated;
    }

    /** What fails here is counted by the caller, and the application keeps the driver's object. */
    @Override
    public @Nullable Connection connected(Connection fresh) {
      pool.counters().opened(ticker.nanos() - begunNanos, waitedNanos);
      if (!treated) {
        return null;
      }
      Connection handle = null;
      try {
        handle = adoption.adopt(pool, fresh, seated);
      } catch (SQLException unreadable) {
        // The application keeps the driver's object.
      } finally {
        if (handle == null) {
          stand();
        }
      }
      return handle;
    }

    @Override
    public void abandoned() {
      stand();
    }

    private void stand() {
      if (seated) {
        seated = false;
        store.stand(pool);
      }
    }

    @Override
    public @Nullable Connection failed(Throwable failure) {
      stand();
      if (!(failure instanceof SQLException refused)) {
        return null;
      }
      if (SqlFailures.isRefusedLogin(refused)) {
        refusedLogin.accept(pool);
      }
      if (!SqlFailures.isFull(refused)) {
        return null;
      }
      return treated ? awaitRoom() : reconnect(pool, request);
    }

    /** Instead of failing as it would have, the caller waits for room. */
    private @Nullable Connection awaitRoom() {
      int seconds = DriverManager.getLoginTimeout();
      long limit = TimeUnit.SECONDS.toNanos(seconds > 0 ? seconds : WAIT_SECONDS);
      try {
        FullServer.Outcome outcome = fullServer.await(pool, request, limit);
        if (outcome.kept() != null) {
          pool.counters().reused(ticker.nanos() - begunNanos);
          return handle(pool, outcome.kept());
        }
        if (outcome.late()) {
          timedOut(pool);
        }
        Connection fresh = outcome.fresh();
        Connection handle = fresh == null ? null : connected(fresh);
        return handle == null ? fresh : handle;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }
}
