package dev.latchkey.runtime.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.operation.AgentThread;
import org.jspecify.annotations.Nullable;

/** Does something when the JVM ends (safety rule POOL-40), unless it is taken back. Thread-safe. */
final class ExitHook {
  private final Runnable work;

  @GuardedBy("this")
  private @Nullable Thread registered;

  ExitHook(Runnable work) {
    this.work = work;
  }

  /** Registers, once. */
  synchronized void add() {
    if (registered == null) {
      Thread hook = AgentThread.of("pool-exit", work);
      try {
        Runtime.getRuntime().addShutdownHook(hook);
        registered = hook;
      } catch (IllegalStateException ending) {
        // The JVM ends already, and its connections with it.
      }
    }
  }

  /** Takes back what {@link #add} did: a hook would hold the agent after a detach. */
  synchronized void remove() {
    Thread hook = registered;
    registered = null;
    try {
      if (hook != null && hook != Thread.currentThread()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    } catch (IllegalStateException ending) {
      // It runs, or will.
    }
  }
}
