package dev.latchkey.agent.handler;

import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Tells the observer of a connection that a driver itself opens, and of nothing that the driver
 * asks of it meanwhile: that is not the application's asking. Thread-safe.
 */
final class DriverHandler implements CallHandler {
  private final JdbcObserver observer;
  private final DriverClasses drivers;
  private final OperationTracker operations;

  DriverHandler(JdbcObserver observer, DriverClasses drivers, OperationTracker operations) {
    this.observer = observer;
    this.drivers = drivers;
    this.operations = operations;
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    call.hold(operations.enter(Layer.DB, JdbcObserver.GROUP));
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (call.held() instanceof Operation asking) {
      operations.exit(asking, JdbcObserver.GROUP, thrown != null);
    }
    if (returned instanceof Connection connection) {
      Connection own = drivers.connection(connection);
      if (own != null) {
        observer.opened(own, operations.nanos() - call.begunNanos());
      }
    }
    return null;
  }
}
