package dev.latchkey.runtime.jwks;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds what all documents of a cache hold together. Thread-safe. */
final class ByteBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  ByteBudget(long limit) {
    this.limit = limit;
  }

  /** Replaces a holding of {@code before} bytes by one of {@code after}, if that fits. */
  boolean exchange(long before, long after) {
    long delta = after - before;
    if (used.addAndGet(delta) <= limit || delta <= 0) {
      return true;
    }
    used.addAndGet(-delta);
    return false;
  }

  long limit() {
    return limit;
  }

  long used() {
    return used.get();
  }
}
