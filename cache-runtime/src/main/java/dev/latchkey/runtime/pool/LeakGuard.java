package dev.latchkey.runtime.pool;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ends the lease of a handle that became unreachable unclosed. Refers to nothing that refers to the
 * handle. Thread-safe.
 */
final class LeakGuard implements Runnable {
  private final AtomicReference<@Nullable Lease> watched;

  private LeakGuard(Lease lease) {
    watched = new AtomicReference<>(lease);
  }

  /** Returns what ends the watch over a handle, without effect on the lease. */
  static Runnable watch(Cleaner cleaner, Object handle, Lease lease) {
    LeakGuard guard = new LeakGuard(lease);
    Cleaner.Cleanable registration = cleaner.register(handle, guard);
    return () -> {
      guard.watched.set(null);
      registration.clean();
    };
  }

  @Override
  public void run() {
    Lease lease = watched.getAndSet(null);
    if (lease != null) {
      lease.leaked();
    }
  }
}
