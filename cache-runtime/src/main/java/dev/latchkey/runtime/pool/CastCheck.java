package dev.latchkey.runtime.pool;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether an application casts connections to a driver's own classes, which a handle cannot
 * be cast to (safety rule POOL-6). Thread-safe and cheap: asked at every checkout.
 */
public interface CastCheck {
  /**
   * Returns what is known of the classes that a class loader sees; the first call begins to look.
   */
  Finding of(@Nullable ClassLoader loader);

  /**
   * Returns whether a thread may run as a security subject, as far as the classes tell that were
   * loaded: telling of one thread costs a walk through its whole stack.
   */
  default boolean maySeeSubjects() {
    return true;
  }

  /** What is known. */
  enum Finding {
    /** Not everything was looked through yet. */
    LOOKING,
    /** There is no such cast. */
    NONE,
    /** There may be one. */
    CASTS
  }
}
