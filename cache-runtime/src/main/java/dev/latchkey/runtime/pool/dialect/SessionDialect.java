package dev.latchkey.runtime.pool.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a driver and its database: how a used connection is made like a fresh one, and
 * how that is checked. Thread-safe; gets at the driver through its public types.
 *
 * <p>It refers to the driver's classes: whoever keeps one keeps it with the connections, and no
 * longer than those.
 */
public interface SessionDialect {
  /** Returns the database's name, for people, such as {@code PostgreSQL}. */
  String name();

  /**
   * Tells whether {@link #reset} makes a used session like a fresh one. Where it does not, only
   * connections that were not touched in any way that may matter are kept.
   */
  boolean resets();

  /**
   * Keeps the driver from leaving statements prepared on the server, of a connection that the
   * application has not had yet and that will be used again without a full reset: the application
   * never had such statements, and they fail when a table changes (safety rule POOL-24).
   */
  default void prepareNothing(Connection fresh) throws SQLException {}

  /**
   * Reads what {@link #reset} and {@link #restore} put back, from a connection that the application
   * has not had yet. Costs one round trip at most.
   */
  Map<String, @Nullable Object> attributes(Connection fresh) throws SQLException;

  /**
   * Asks the driver whether a transaction is open, by what the server last told it. Only where the
   * driver does not say, the server is asked.
   */
  TransactionState transaction(Connection connection) throws SQLException;

  /**
   * Makes the session what it was when it was fresh, by safety rule POOL-21. No transaction is
   * open, and every statement is closed.
   *
   * @param attributes what {@link #attributes} returned for this connection
   * @throws SQLException when that could not be done; the connection is to be closed
   */
  void reset(Connection connection, Map<String, @Nullable Object> attributes) throws SQLException;

  /**
   * Makes the driver's own side what it was when it was fresh. Goes to the server only for what a
   * JDBC setter changed there.
   */
  void restore(Connection connection, Map<String, @Nullable Object> attributes) throws SQLException;

  /**
   * Looks whether a connection that was idle still works, as cheaply as the driver allows, and
   * takes in what the server has sent unasked (safety rule POOL-26).
   *
   * @param ask whether the server has to answer; otherwise no round trip is made where the driver
   *     lets one see that the server has said nothing since
   * @return whether the connection works, as far as can be told so
   */
  boolean settle(Connection idle, boolean ask);

  /**
   * Returns everything of a session by which one borrower could tell it from a fresh one: names and
   * values, or a digest where a value may be a secret.
   */
  Map<String, String> fingerprint(Connection connection) throws SQLException;

  /** Changes whatever a session lets a borrower change, for the self-test (rule POOL-22). */
  void disturb(Connection connection) throws SQLException;
}
