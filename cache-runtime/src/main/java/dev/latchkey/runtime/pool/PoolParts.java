package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.jdbc.SqlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * What the recycler is put together from. Immutable.
 *
 * @param statements tells what a statement does, from its text
 */
record PoolParts(
    Handles handles, Dialects dialects, Function<String, SqlStatement> statements) {

  /** Makes what the application gets to hold. */
  interface Handles {
    /** Returns a new handle, whose close ends the lease. */
    Connection handle(Lease lease);
  }

  /** Knows drivers. */
  interface Dialects {
    /** Returns what is known of the driver of a connection. */
    SessionDialect of(Connection fresh) throws SQLException;
  }
}
