package dev.latchkey.runtime.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection by having watched it. An application may share a connection between
 * threads; what they do at once is told in either order.
 *
 * <p>Whether a transaction is open is learned from calls alone, never asked:
 *
 * <pre>
 *   none -> open    a statement is about to run
 *   open -> none    commit, rollback, setAutoCommit(true), close; COMMIT and ROLLBACK as SQL;
 *                   in autocommit the end of the statement, unless BEGIN was run as SQL before
 * </pre>
 */
final class ConnectionNotes {
  private final WeakReference<Connection> connection;
  private volatile boolean autoCommit;
  private volatile boolean begunBySql;
  private volatile boolean open;
  private volatile boolean untouched = true;
  private volatile long scope;
  private volatile long lastSetting;
  private volatile long database;

  /** What was watched when a transaction ended last, or the connection was opened; -1 for never. */
  private volatile int endedWatching = -1;

  ConnectionNotes(Connection connection, boolean autoCommit) {
    this(new WeakReference<>(connection), autoCommit);
  }

  private ConnectionNotes(WeakReference<Connection> connection, boolean autoCommit) {
    this.connection = connection;
    this.autoCommit = autoCommit;
  }

  /** Returns notes of a connection that nobody knows. */
  static ConnectionNotes ofNone() {
    return new ConnectionNotes(new WeakReference<>(null), true);
  }

  @Nullable Connection connection() {
    return connection.get();
  }

  /** Notes that the application did something with the connection. */
  @CanIgnoreReturnValue
  ConnectionNotes touched() {
    untouched = false;
    return this;
  }

  /** Returns whether nothing was seen of the connection since it was opened. */
  boolean isUntouched() {
    return untouched;
  }

  void autoCommit(boolean on) {
    autoCommit = on;
    begunBySql = false;
  }

  void begunBySql() {
    begunBySql = true;
  }

  /** Returns whether a transaction goes on after the statement that runs. */
  boolean outlastsStatement() {
    return !autoCommit || begunBySql;
  }

  /** Notes a setting by which the same text means other rows. */
  void scope(long setting) {
    long before = scope;
    if (before == 0 || lastSetting != setting) {
      lastSetting = setting;
      scope = 31 * before + setting + 1;
    }
  }

  /** Returns what stands for the database and all such settings. */
  long place() {
    if (database == 0) {
      database = database(connection.get());
    }
    return database ^ scope;
  }

  /** The address is known to every driver by itself. */
  private static long database(@Nullable Connection connection) {
    try {
      String address = connection == null ? null : connection.getMetaData().getURL();
      return address == null ? 1 : (1L << Integer.SIZE) + address.hashCode();
    } catch (Exception closed) {
      return 1;
    }
  }

  /**
   * A transaction has ended, or none has begun yet.
   *
   * @param watching which classes are watched
   */
  void ended(int watching) {
    endedWatching = watching;
  }

  /** Returns whether every statement since the last end of a transaction was seen. */
  boolean hasEnded(int watching) {
    return endedWatching == watching;
  }

  boolean isOpen() {
    return open;
  }

  /** Opens a transaction; returns whether none was open. */
  boolean open() {
    boolean first = !open;
    open = true;
    return first;
  }

  /** Ends the transaction; returns whether one was open. */
  boolean end() {
    boolean was = open;
    open = false;
    begunBySql = false;
    return was;
  }
}
