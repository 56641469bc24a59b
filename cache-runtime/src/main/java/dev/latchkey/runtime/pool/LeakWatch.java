package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.operation.AgentThread;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Notices handles that became unreachable unclosed. Thread-safe. Its thread begins with the first
 * handle and ends when it is interrupted, which a {@link java.lang.ref.Cleaner} would ignore: the
 * agent could not be taken out then.
 */
final class LeakWatch {
  private final ReferenceQueue<Object> lost = new ReferenceQueue<>();
  private final Set<LeakGuard> guards = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Consumer<Throwable> failures;

  /** {@code failures} gets what goes wrong with one handle, after which the others go on. */
  LeakWatch(Consumer<Throwable> failures) {
    this.failures = failures;
  }

  /** Watches over a handle; what is returned ends that, without effect on the lease. */
  Runnable watch(Object handle, Lease lease) {
    begin();
    LeakGuard guard = new LeakGuard(handle, lost, lease);
    guards.add(guard);
    return () -> {
      guard.end();
      guards.remove(guard);
    };
  }

  /** Tells of the leases whose handles are watched over. */
  void each(Consumer<Lease> reader) {
    for (LeakGuard guard : guards) {
      Lease lease = guard.lease();
      if (lease != null) {
        reader.accept(lease);
      }
    }
  }

  private void begin() {
    if (!begun.get() && begun.compareAndSet(false, true)) {
      AgentThread.of("pool-leaks", this::run).start();
    }
  }

  private void run() {
    while (true) {
      try {
        next();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        return;
      } catch (Throwable failure) {
        failures.accept(failure);
      }
    }
  }

  private void next() throws InterruptedException {
    if (lost.remove() instanceof LeakGuard guard) {
      guards.remove(guard);
      guard.lost();
    }
  }
}
