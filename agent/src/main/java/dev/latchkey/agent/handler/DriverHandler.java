package dev.latchkey.agent.handler;

import dev.latchkey.runtime.discovery.AddressShape;
import dev.latchkey.runtime.discovery.Choke;
import dev.latchkey.runtime.discovery.Scan;
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
  private final ScanSlot scans;

  DriverHandler(
      JdbcObserver observer, DriverClasses drivers, OperationTracker operations, ScanSlot scans) {
    this.observer = observer;
    this.drivers = drivers;
    this.operations = operations;
    this.scans = scans;
  }

  /** A connection being opened while discovery looks. */
  private record Opening(@Nullable Operation asking, Scan scan, @Nullable Object passage) {}

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    Operation asking = operations.enter(Layer.DB, JdbcObserver.GROUP);
    Scan scan = scans.running();
    call.hold(scan == null ? asking : new Opening(asking, scan, scan.passing(Choke.CONNECT)));
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    Object held = call.held();
    if (held instanceof Opening opening) {
      opening.scan().passed(opening.passage(), AddressShape.OTHER);
      held = opening.asking();
    }
    if (held instanceof Operation asking) {
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
