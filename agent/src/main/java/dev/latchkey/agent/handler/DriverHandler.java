package dev.latchkey.agent.handler;

import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import org.jspecify.annotations.Nullable;

/**
 * Tells the observer of a connection that a driver itself opens, and of nothing that the driver
 * asks of it meanwhile: that is not the application's asking. Thread-safe.
 */
final class DriverHandler implements CallHandler {
  private final ConnectHandler opened;
  private final OperationTracker operations;

  DriverHandler(ConnectHandler opened, OperationTracker operations) {
    this.opened = opened;
    this.operations = operations;
  }

  @Override
  public boolean caches() {
    return false;
  }

  @Override
  public boolean isActive() {
    return true;
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    opened.enter(call, self, arguments);
    call.hold(operations.enter(Layer.DB, JdbcObserver.GROUP));
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (call.held() instanceof Operation asking) {
      operations.exit(asking, JdbcObserver.GROUP, thrown != null);
    }
    return opened.leave(call, returned, thrown);
  }
}
