package dev.latchkey.runtime.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the connections that an application is given in place of the driver's own: a handle looks
 * like the driver's connection, works on it until it is closed, and never again afterwards.
 * Thread-safe.
 *
 * <p>A handle and what is made from it are proxies over all public interfaces of the driver's
 * classes, defined where the driver is. Everything that is worked out about a driver is reachable
 * from its handles alone, so that it goes with the driver; while no handle exists the garbage
 * collector may take it, and the next handle pays some microseconds for each method that it uses.
 */
final class Handles {
  private final LeakWatch leaks;

  @GuardedBy("known")
  private final Map<Class<?>, WeakReference<HandleTypes>> known = new WeakHashMap<>();

  /** {@code failures} gets what goes wrong in the background. */
  Handles(Consumer<Throwable> failures) {
    leaks = new LeakWatch(failures);
  }

  /**
   * Returns a fresh handle. It ends the lease once: when it is closed, or when it and everything
   * made from it have become unreachable, which the lease therefore must not refer to.
   *
   * @throws IllegalArgumentException when no proxy can stand for the driver's class
   */
  Connection connection(Lease lease) {
    Connection physical = lease.physical();
    HandleTypes types = typesOf(physical.getClass());
    ConnectionHandle handle = new ConnectionHandle(types, lease, physical);
    handle.watch(leaks);
    return (Connection) handle.proxy();
  }

  /** Tells of the leases of handles that are open and were not unwrapped. */
  void leases(Consumer<Lease> reader) {
    leaks.each(reader);
  }

  private HandleTypes typesOf(Class<?> driverClass) {
    synchronized (known) {
      WeakReference<HandleTypes> reference = known.get(driverClass);
      @Nullable HandleTypes types = reference == null ? null : reference.get();
      if (types == null) {
        types = new HandleTypes();
        known.put(driverClass, new WeakReference<>(types));
      }
      return types;
    }
  }
}
