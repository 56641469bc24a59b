package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
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

  /** Begins such calls; what is returned is for {@link #end}, in every outcome. */
  @Nullable Operation begin() {
    return operations.enter(Layer.DB, JdbcObserver.GROUP);
  }

  /** Ends what {@link #begin} began. */
  void end(@Nullable Operation begun) {
    if (begun != null) {
      operations.exit(begun, JdbcObserver.GROUP, false);
    }
  }
}
