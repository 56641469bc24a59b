package dev.latchkey.runtime.pool;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * When a pool's reset is compared with a fresh session once more: at one return in a thousand
 * (safety rule POOL-22), however few or many connections it has. A comparison costs the server as
 * much as a hundred resets. Thread-safe.
 */
final class Rechecks {
  static final int RETURNS = 1_000;

  private final AtomicInteger returns = new AtomicInteger();

  /** Counts a connection that came back and was reset. */
  void returned() {
    returns.getAndIncrement();
  }

  /** Returns whether the next connection that can be compared will be. */
  boolean areDue() {
    return returns.get() >= RETURNS;
  }

  /** Takes the right to compare, for one of those that ask when it is due. */
  boolean begin() {
    int counted = returns.get();
    return counted >= RETURNS && returns.compareAndSet(counted, 0);
  }
}
