package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.config.PoolPhase.Reset;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.pool.dialect.TransactionState;
import dev.latchkey.runtime.time.Ticker;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a connection when its borrower closes it, on the borrower's thread and with no
 * lock held: safety rules POOL-16 to POOL-22. In doubt it is closed, which is what the application
 * asked for. Thread-safe.
 */
final class Returning {
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int WAIT_MILLIS = 2_000;

  private final IdleStore store;
  private final Closer closer;
  private final OwnCalls ownCalls;
  private final Supplier<PoolSettings> settings;
  private final Ticker ticker;
  private final BiConsumer<KeyPool, String> findings;

  /** Tells {@code findings} what an operator should know of a pool, in a sentence each. */
  Returning(
      IdleStore store,
      Closer closer,
      OwnCalls ownCalls,
      Supplier<PoolSettings> settings,
      Ticker ticker,
      BiConsumer<KeyPool, String> findings) {
    this.store = store;
    this.closer = closer;
    this.ownCalls = ownCalls;
    this.settings = settings;
    this.ticker = ticker;
    this.findings = findings;
  }

  /**
   * Keeps a connection or closes it.
   *
   * @throws SQLException what the driver's own close threw
   */
  void giveBack(PooledLease lease) throws SQLException {
    KeyPool pool = lease.pool();
    pool.counters().held(ticker.nanos() - lease.begunNanos());
    boolean kept = false;
    try {
      kept = isWorthKeeping(lease) && keep(lease);
    } finally {
      if (lease.proves()) {
        pool.endProof();
      }
      if (!kept) {
        close(pool, lease.kept());
      }
    }
  }

  /** Whoever waits for its seat may have it once it is closed. */
  private void close(KeyPool pool, Kept kept) throws SQLException {
    try {
      kept.connection().close();
    } finally {
      store.gone(pool, ticker.nanos());
      kept.stand();
    }
  }

  /** Closes the connection of a handle that was lost, on the recycler's own thread. */
  void leaked(PooledLease lease) {
    KeyPool pool = lease.pool();
    pool.counters().leaked(lease.site());
    pool.counters().tainted(Taint.LEAKED);
    if (lease.proves()) {
      pool.endProof();
    }
    store.gone(pool, ticker.nanos());
    closer.close(lease.kept());
  }

  /**
   * Closes what a pool has idle, after an error that all its connections will meet; what is out now
   * will not be kept.
   */
  void evict(KeyPool pool) {
    long now = ticker.nanos();
    pool.distrust();
    closer.close(store.remove(pool, kept -> kept.isBornBy(now), now));
  }

  private boolean keep(PooledLease lease) {
    List<Kept> evicted = new ArrayList<>(0);
    boolean kept = store.offer(lease.pool(), lease.kept(), settings.get(), ticker.nanos(), evicted);
    closer.close(evicted);
    return kept;
  }

  /** A failure in here is the recycler's own and must not reach the application. */
  private boolean isWorthKeeping(PooledLease lease) {
    if (lease.pool().isRetired()
        || lease.kept().generation() != lease.pool().generation()
        || lease.kept().isTooOld(ticker.nanos())) {
      return false;
    }
    Taint taint;
    Operation own = ownCalls.begin();
    try {
      taint = clean(lease);
    } catch (SQLException | RuntimeException | LinkageError failed) {
      taint = Taint.RESET_FAILED;
    } finally {
      ownCalls.end(own);
    }
    if (taint != null) {
      lease.pool().counters().tainted(taint);
    }
    return taint == null;
  }

  private @Nullable Taint clean(PooledLease lease) throws SQLException {
    Kept kept = lease.kept();
    if (lease.taint() != null) {
      return lease.taint();
    }
    if (kept.connection().isClosed()) {
      return Taint.BROKEN;
    }
    if (kept.dialect().transaction(kept.connection()) != TransactionState.NONE) {
      return Taint.TRANSACTION;
    }
    if (lease.pool().state() == PoolState.UNTOUCHED_ONLY) {
      return lease.isChanged() ? Taint.STATEMENT : lease.isTouched() ? Taint.UNKNOWN_DRIVER : null;
    }
    if (settings.get().reset() == Reset.DIRTY
        && !lease.proves()
        && !lease.isTouched()
        && !lease.isChanged()) {
      return null;
    }
    kept.limitWaiting(WAIT_MILLIS);
    Taint taint = lease.proves() ? prove(lease.pool(), kept) : reset(lease);
    kept.unlimitWaiting();
    return taint;
  }

  private @Nullable Taint reset(PooledLease lease) throws SQLException {
    Kept kept = lease.kept();
    long begun = ticker.nanos();
    if (settings.get().reset() == Reset.JDBC) {
      kept.dialect().restore(kept.connection(), kept.attributes());
    } else {
      kept.dialect().reset(kept.connection(), kept.attributes());
    }
    long took = ticker.nanos() - begun;
    lease.pool().counters().reset(took);
    return took > SLOW_NANOS ? Taint.RESET_SLOW : check(lease.pool(), kept);
  }

  /** Compares once in a while: rule POOL-22. */
  private @Nullable Taint check(KeyPool pool, Kept kept) throws SQLException {
    if (settings.get().reset() == Reset.JDBC) {
      return null;
    }
    pool.rechecks().returned();
    Map<String, String> fresh = kept.fingerprint();
    if (fresh == null || !pool.rechecks().begin()) {
      return null;
    }
    return judge(pool, PoolState.REUSING, SelfTest.resetAndCompare(kept, fresh));
  }

  private @Nullable Taint prove(KeyPool pool, Kept kept) {
    Map<String, String> fresh = kept.fingerprint();
    if (fresh == null) {
      return Taint.PARITY;
    }
    try {
      Taint taint = judge(pool, PoolState.PROVING, SelfTest.prove(kept, fresh));
      if (taint == null) {
        pool.become(PoolState.PROVING, PoolState.REUSING, "");
        findings.accept(pool, "connections are used again: the reset was proved");
      }
      return taint;
    } catch (SQLException | RuntimeException | LinkageError failed) {
      demote(pool, PoolState.PROVING, "the self-test of the reset failed: " + name(failed));
      return Taint.PARITY;
    }
  }

  private @Nullable Taint judge(KeyPool pool, PoolState from, SortedSet<String> different) {
    if (different.isEmpty()) {
      return null;
    }
    demote(pool, from, "a reset leaves these different: " + String.join(", ", different));
    return Taint.PARITY;
  }

  private void demote(KeyPool pool, PoolState from, String reason) {
    if (pool.become(from, PoolState.UNTOUCHED_ONLY, reason)) {
      evict(pool); // what was reset like this is not to be trusted either
      findings.accept(pool, "only untouched connections are used again: " + reason);
    }
  }

  /** The message may quote the application's data; class and state do not. */
  private static String name(Throwable failure) {
    String name = failure.getClass().getName();
    return failure instanceof SQLException sql ? name + ", SQLState " + sql.getSQLState() : name;
  }
}
