package dev.latchkey.runtime.pool;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Opens a connection once more as an application did, on its thread and inside of its own call.
 * Thread-safe.
 */
public interface Connector {
  /** Connects nobody. */
  Connector NONE =
      request -> {
        throw new SQLException("nobody connects in the name of another class");
      };

  /**
   * Connects in the name of the class that asked.
   *
   * @throws SQLException what the driver threw, or that it could not be asked
   */
  Connection connect(ConnectRequest request) throws SQLException;
}
