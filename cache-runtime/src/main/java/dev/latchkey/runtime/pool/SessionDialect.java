package dev.latchkey.runtime.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a driver and its database: how a used connection is made like a fresh one, and
 * how that is checked. Stateless and thread-safe; gets at the driver through its public interfaces.
 */
interface SessionDialect {
  /** Returns the database's name, for people, such as {@code PostgreSQL}. */
  String name();

  /**
   * Tells whether {@link #reset} makes a used session like a fresh one. Where it does not, only
   * connections that were not touched in any way that may matter are kept.
   */
  boolean resets();

  /**
   * Reads the attributes that the driver keeps on its own side, from a connection that the
   * application has not had yet. Without a round trip to the server.
   */
  Map<String, @Nullable Object> attributes(Connection fresh) throws SQLException;

  /** Asks the driver, not the server, whether a transaction is open. */
  TransactionState transaction(Connection connection) throws SQLException;

  /**
   * Makes the session what it was when it was fresh, by safety rule POOL-21. No transaction is
   * open.
   *
   * @param attributes what {@link #attributes} returned for this connection
   * @throws SQLException when that could not be done; the connection is to be closed
   */
  void reset(Connection connection, Map<String, @Nullable Object> attributes) throws SQLException;

  /** Makes the driver's own side what it was when it was fresh, without the server. */
  void restore(Connection connection, Map<String, @Nullable Object> attributes) throws SQLException;

  /**
   * Takes in what the server has sent unasked, without a round trip (safety rule POOL-26).
   *
   * @return whether the connection still works, as far as can be told so
   */
  boolean settle(Connection idle);

  /**
   * Returns everything of a session by which one borrower could tell it from a fresh one: names and
   * values, never of a secret.
   */
  Map<String, String> fingerprint(Connection connection) throws SQLException;

  /** Changes whatever a session lets a borrower change, for the self-test (rule POOL-22). */
  void disturb(Connection connection) throws SQLException;
}
