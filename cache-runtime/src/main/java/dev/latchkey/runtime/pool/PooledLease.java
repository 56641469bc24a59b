package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.jdbc.SqlStatement;
import dev.latchkey.runtime.jdbc.SqlStatement.Effect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One checkout of a kept connection. Thread-safe: notes only add up, and the first taint is the one
 * that is counted.
 */
final class PooledLease implements Lease {
  private final Returning returning;
  private final KeyPool pool;
  private final Kept kept;
  private final Function<String, SqlStatement> statements;
  private final boolean proves;
  private final String site;
  private final long begunNanos;
  private final long threadId = Thread.currentThread().getId();
  private final AtomicBoolean ended = new AtomicBoolean();

  private volatile @Nullable Taint taint;
  private volatile boolean touched;
  private volatile boolean changed;

  /**
   * @param proves whether the reset is to be proved on this connection when it comes back
   * @param site who asked for it, or an empty text
   */
  PooledLease(
      Returning returning,
      KeyPool pool,
      Kept kept,
      Function<String, SqlStatement> statements,
      boolean proves,
      String site,
      long begunNanos) {
    this.returning = returning;
    this.pool = pool;
    this.kept = kept;
    this.statements = statements;
    this.proves = proves;
    this.site = site;
    this.begunNanos = begunNanos;
  }

  KeyPool pool() {
    return pool;
  }

  Kept kept() {
    return kept;
  }

  boolean proves() {
    return proves;
  }

  /** Returns who asked for the connection, or an empty text. */
  String site() {
    return site;
  }

  long begunNanos() {
    return begunNanos;
  }

  /** Returns the number of the thread that asked for it; no other thread ever has that. */
  long threadId() {
    return threadId;
  }

  /** Returns why the connection must be closed, or null. */
  @Nullable Taint taint() {
    return taint;
  }

  /** Returns whether a JDBC setter was called. */
  boolean isTouched() {
    return touched;
  }

  /** Returns whether a statement may have changed the session. */
  boolean isChanged() {
    return changed;
  }

  @Override
  public Connection physical() {
    return kept.connection();
  }

  @Override
  public void taint(Taint reason) {
    if (taint == null) {
      taint = reason;
    }
  }

  /** What cannot be told of a statement is taken for the worst. */
  @Override
  public void statement(String sql) {
    Effect effect = Effect.LASTING;
    try {
      effect = statements.apply(sql).effect();
    } catch (RuntimeException | LinkageError ours) {
      // The application's statement runs all the same.
    }
    if (effect == Effect.LASTING) {
      taint(Taint.STATEMENT);
    } else if (effect == Effect.RESETTABLE) {
      changed = true;
    }
  }

  @Override
  public void touched() {
    touched = true;
  }

  @Override
  public void failed(SQLException failure) {
    if (SqlFailures.isSuspect(failure)) {
      taint(Taint.FATAL_ERROR);
    }
    if (SqlFailures.isFatal(failure)) {
      taint(Taint.FATAL_ERROR);
      returning.evict(pool);
    }
  }

  @Override
  public void release() throws SQLException {
    if (ended.compareAndSet(false, true)) {
      returning.giveBack(this);
    }
  }

  @Override
  public void leaked() {
    if (ended.compareAndSet(false, true)) {
      returning.leaked(this);
    }
  }
}
