package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.store.WeakIdentities;

/** The classes that ask for connections, held weakly. Thread-safe. */
final class CallSites {
  private static final int MOST = 1_000;

  private final WeakIdentities<CallSite> sites = new WeakIdentities<>(MOST);

  CallSite of(Class<?> type) {
    CallSite known = sites.peek(type);
    return known == null ? sites.get(type, () -> new CallSite(StackGuard.isPool(type))) : known;
  }

  /** What is known of one such class. Thread-safe; holds nothing of the application. */
  static final class CallSite {
    private volatile boolean pool;

    CallSite(boolean pool) {
      this.pool = pool;
    }

    /** Returns whether a pool was ever seen to be behind this class's calls. */
    boolean isPool() {
      return pool;
    }

    void pool(boolean seen) {
      pool = seen;
    }
  }
}
