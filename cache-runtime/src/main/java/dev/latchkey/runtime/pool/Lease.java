package dev.latchkey.runtime.pool;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * One checkout of a connection: what a handle asks of its owner and tells it. Thread-safe, because
 * an application may share a connection between threads.
 *
 * <p>A lease ends once, by {@link #release} or {@link #leaked}; whatever is told later is ignored.
 */
interface Lease {
  /** Returns the driver's own connection. Its owner never hands it out twice at a time. */
  Connection physical();

  /** Notes that the connection must be closed at its return. */
  void taint(Taint reason);

  /** Notes the text of a statement that is about to be prepared, batched or run. */
  void statement(String sql);

  /** Notes that a JDBC setter, such as {@code setReadOnly}, was called. */
  void touched();

  /** Notes what the driver threw, whatever method it came from. */
  void failed(SQLException failure);

  /**
   * Takes the connection back: it is cleaned and kept, or closed. The handle and everything made
   * from it are closed by then.
   *
   * @throws SQLException what the driver's own {@code close} threw
   */
  void release() throws SQLException;

  /** Takes back the connection of a handle that nobody can reach any more: it is closed. */
  void leaked();
}
