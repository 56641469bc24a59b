package dev.latchkey.agent.handler;

import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.operation.OperationTracker;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** Tells the observer of connections that a method of a driver or around one opens. Thread-safe. */
final class ConnectHandler implements CallHandler {
  private final JdbcObserver observer;
  private final DriverClasses drivers;
  private final OperationTracker operations;

  ConnectHandler(JdbcObserver observer, DriverClasses drivers, OperationTracker operations) {
    this.observer = observer;
    this.drivers = drivers;
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
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {}

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (returned instanceof Connection connection) {
      Connection own = drivers.connection(connection);
      if (own != null) {
        observer.opened(own, operations.nanos() - call.begunNanos());
      }
    }
    return null;
  }
}
