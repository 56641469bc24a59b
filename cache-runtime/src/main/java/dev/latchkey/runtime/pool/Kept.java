package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.pool.dialect.SessionDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A driver's own connection with what the recycler knows of it. Belongs to one owner at a time, a
 * lease or the idle store; what passes it on also makes its fields visible.
 */
final class Kept {
  private static final int NO_NETWORK_TIMEOUT = -1;

  private final Connection connection;
  private final SessionDialect dialect;
  private final Map<String, @Nullable Object> attributes;
  private final int generation;
  private final long bornNanos;
  private final long lifeNanos;
  private final int networkTimeout;
  private final @Nullable Map<String, String> fingerprint;
  private long idleSinceNanos;
  private @Nullable Runnable seat;

  /**
   * @param generation the pool's when it was opened
   * @param lifeNanos how old it may become
   * @param fingerprint its session when it was fresh, if it is to be compared with
   */
  Kept(
      Connection connection,
      SessionDialect dialect,
      Map<String, @Nullable Object> attributes,
      int generation,
      long bornNanos,
      long lifeNanos,
      @Nullable Map<String, String> fingerprint) {
    this.connection = connection;
    this.dialect = dialect;
    this.attributes = attributes;
    this.generation = generation;
    this.bornNanos = bornNanos;
    this.lifeNanos = lifeNanos;
    this.fingerprint = fingerprint;
    networkTimeout = networkTimeout(connection);
  }

  Connection connection() {
    return connection;
  }

  SessionDialect dialect() {
    return dialect;
  }

  Map<String, @Nullable Object> attributes() {
    return attributes;
  }

  @Nullable Map<String, String> fingerprint() {
    return fingerprint;
  }

  int generation() {
    return generation;
  }

  boolean isBornBy(long now) {
    return bornNanos - now <= 0;
  }

  boolean isTooOld(long now) {
    return now - bornNanos > lifeNanos;
  }

  long idleNanos(long now) {
    return now - idleSinceNanos;
  }

  void idleSince(long now) {
    idleSinceNanos = now;
  }

  /** Returns whether it has a seat of its pool. */
  boolean isSeated() {
    return seat != null;
  }

  /**
   * Takes a seat.
   *
   * @param stand gives it up
   */
  void sit(Runnable stand) {
    seat = stand;
  }

  /** Is closed by now, and needs no seat any more. */
  void stand() {
    Runnable taken = seat;
    if (taken != null) {
      seat = null;
      taken.run();
    }
  }

  /**
   * Bounds how long the driver waits for the server, on its own side, while the recycler talks to
   * it on a thread of the application: an unpooled close would not wait at all.
   */
  void limitWaiting(int millis) {
    setNetworkTimeout(millis);
  }

  /** Lets the driver wait as long as it did when the connection was fresh. */
  void unlimitWaiting() {
    setNetworkTimeout(networkTimeout);
  }

  private void setNetworkTimeout(int millis) {
    if (networkTimeout == NO_NETWORK_TIMEOUT) {
      return;
    }
    try {
      connection.setNetworkTimeout(Runnable::run, millis);
    } catch (SQLException | RuntimeException | LinkageError notSupported) {
      // Then the driver's own limits hold.
    }
  }

  private static int networkTimeout(Connection connection) {
    try {
      return connection.getNetworkTimeout();
    } catch (SQLException | RuntimeException | LinkageError notSupported) {
      return NO_NETWORK_TIMEOUT;
    }
  }
}
