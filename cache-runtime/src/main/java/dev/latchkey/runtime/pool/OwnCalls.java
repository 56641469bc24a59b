package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a driver that the recycler makes on a thread of the application. The observer takes them
 * for a part of one call, of which it hears nothing: they are not the application's statements.
 * Thread-safe.
 */
final class OwnCalls {
  private final OperationTracker operations;

  OwnCalls(OperationTracker operations) {
    this.operations = operations;
  }

  /** Work that calls a driver. */
  interface Work<T extends @Nullable Object> {
    T run() throws SQLException;
  }

  /** Does the work, unobserved. */
  <T extends @Nullable Object> T make(Work<T> work) throws SQLException {
    Operation operation = operations.enter(Layer.DB, JdbcObserver.GROUP);
    try {
      return work.run();
    } finally {
      if (operation != null) {
        operations.exit(operation, JdbcObserver.GROUP, false);
      }
    }
  }
}
