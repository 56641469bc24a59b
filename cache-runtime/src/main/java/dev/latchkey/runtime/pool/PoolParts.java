package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.jdbc.SqlStatement;
import dev.latchkey.runtime.jdbc.SqlTexts;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.pool.dialect.Dialects;
import dev.latchkey.runtime.pool.dialect.SessionDialect;
import java.sql.Connection;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the recycler is put together from. Immutable.
 *
 * @param handles makes what the application gets to hold; its close ends the lease
 * @param leases tells which of those have not ended
 * @param dialects knows drivers
 * @param statements tells what a statement does, from its text
 * @param connector opens a connection once more as the application did
 * @param ownCalls keeps what the recycler does from the observer
 */
record PoolParts(
    Function<Lease, Connection> handles,
    LeaseList leases,
    Function<Connection, SessionDialect> dialects,
    Function<String, SqlStatement> statements,
    Connector connector,
    OwnCalls ownCalls) {

  /** {@code failures} gets what goes wrong in the background. */
  static PoolParts real(
      OperationTracker operations, Connector connector, Consumer<Throwable> failures) {
    Handles handles = new Handles(failures);
    return new PoolParts(
        handles::connection,
        handles::leases,
        new Dialects()::of,
        new SqlTexts()::get,
        connector,
        new OwnCalls(operations));
  }
}
