package dev.latchkey.runtime.pool;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ends the lease of a handle that became unreachable unclosed. Refers to nothing that refers to the
 * handle. Thread-safe.
 */
final class LeakGuard extends PhantomReference<Object> {
  private final AtomicReference<@Nullable Lease> watched;

  LeakGuard(Object handle, ReferenceQueue<Object> lost, Lease lease) {
    super(handle, lost);
    watched = new AtomicReference<>(lease);
  }

  /** Watches no longer. */
  void end() {
    watched.set(null);
    clear();
  }

  /** Returns what is watched over, or null when that is over. */
  @Nullable Lease lease() {
    return watched.get();
  }

  /** The handle is lost. */
  void lost() {
    Lease lease = watched.getAndSet(null);
    if (lease != null) {
      lease.leaked();
    }
  }
}
