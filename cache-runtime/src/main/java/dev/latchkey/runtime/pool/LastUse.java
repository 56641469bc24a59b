package dev.latchkey.runtime.pool;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What the agent does with a connection that no application wants any more and that is about to be
 * closed: the only ones on which it asks the database something for itself.
 */
public interface LastUse {
  /**
   * Uses the connection, which is closed afterwards, for no longer than a few seconds.
   *
   * @param database the database's name, such as {@code PostgreSQL}
   * @throws SQLException when the connection does not work
   */
  void use(String database, Connection connection) throws SQLException;
}
