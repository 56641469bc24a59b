package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.config.PoolPhase.Reset;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.pool.dialect.SessionDialect;
import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes handles, and takes in connections that the application's own code has just opened: each is
 * described while it is fresh, so that it can be reset to that (safety rule POOL-19). Thread-safe.
 */
final class Adoption {
  private static final double JITTER = 0.1;
  private static final int COMPARABLE = 16;

  private final IdleStore store;
  private final Returning returning;
  private final PoolParts parts;
  private final Supplier<PoolSettings> settings;
  private final Ticker ticker;
  private final AtomicLong adopted = new AtomicLong();

  Adoption(
      IdleStore store,
      Returning returning,
      PoolParts parts,
      Supplier<PoolSettings> settings,
      Ticker ticker) {
    this.store = store;
    this.returning = returning;
    this.parts = parts;
    this.settings = settings;
    this.ticker = ticker;
  }

  /** Returns a handle on a connection that was kept. */
  Connection handle(KeyPool pool, Kept kept) {
    return parts.handles().apply(lease(pool, kept, false));
  }

  private PooledLease lease(KeyPool pool, Kept kept, boolean proves) {
    return new PooledLease(
        returning,
        pool,
        kept,
        parts.statements(),
        proves,
        pool.counters().leakSites().find(kept.connection()),
        ticker.nanos());
  }

  /**
   * Returns a handle on a fresh connection, or null when it stays the application's alone: while
   * one connection proves the reset, the others are not kept.
   */
  @Nullable Connection adopt(KeyPool pool, Connection fresh, boolean seated) throws SQLException {
    SessionDialect dialect = parts.dialects().apply(fresh);
    pool.database(dialect.name());
    pool.driver(fresh.getClass());
    if (!dialect.resets() && settings.get().reset() != Reset.JDBC) {
      pool.become(
          PoolState.PROVING,
          PoolState.UNTOUCHED_ONLY,
          "there is no full reset for " + dialect.name());
    } else if (settings.get().reset() == Reset.JDBC) {
      pool.become(PoolState.PROVING, PoolState.REUSING, "");
    }
    boolean proves = pool.state() == PoolState.PROVING;
    if (proves ? !pool.beginProof() : !pool.state().serves()) {
      return null;
    }
    Connection handle = null;
    try {
      Kept kept = kept(pool, dialect, fresh, proves);
      if (seated) {
        kept.sit(() -> store.stand(pool));
      }
      handle = handle(pool, kept, proves);
    } finally {
      if (handle == null && proves) {
        pool.endProof();
      }
    }
    return handle;
  }

  /**
   * Makes a handle on a fresh connection; without one the application keeps the driver's object.
   */
  private @Nullable Connection handle(KeyPool pool, Kept fresh, boolean proves) {
    if (!store.adopt(pool, ticker.nanos())) {
      return null;
    }
    Connection handle = null;
    try {
      handle = parts.handles().apply(lease(pool, fresh, proves));
    } finally {
      if (handle == null) {
        store.gone(pool, ticker.nanos());
      }
    }
    return handle;
  }

  private Kept kept(KeyPool pool, SessionDialect dialect, Connection fresh, boolean proves)
      throws SQLException {
    Operation own = parts.ownCalls().begin();
    try {
      return described(pool, dialect, fresh, proves);
    } finally {
      parts.ownCalls().end(own);
    }
  }

  private Kept described(KeyPool pool, SessionDialect dialect, Connection fresh, boolean proves)
      throws SQLException {
    int generation = pool.generation(); // before anything that takes time
    boolean lasts =
        settings.get().reset() != Reset.FULL || pool.state() == PoolState.UNTOUCHED_ONLY;
    if (lasts && !settings.get().preparedStatements()) {
      dialect.prepareNothing(fresh);
    }
    Map<String, @Nullable Object> attributes = dialect.attributes(fresh);
    boolean comparable = proves || (dialect.resets() && isToBeComparable(pool));
    Map<String, String> fingerprint = comparable ? dialect.fingerprint(fresh) : null;
    double jitter = ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
    return new Kept(
        fresh,
        dialect,
        attributes,
        generation,
        ticker.nanos(),
        (long) (settings.get().lifetimeNanos() * (1 + jitter)),
        fingerprint);
  }

  /** One in 16, and each while a comparison is due for which none was there. */
  private boolean isToBeComparable(KeyPool pool) {
    return adopted.incrementAndGet() % COMPARABLE == 0 || pool.rechecks().areDue();
  }
}
