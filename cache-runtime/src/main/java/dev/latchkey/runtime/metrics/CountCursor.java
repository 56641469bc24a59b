package dev.latchkey.runtime.metrics;

import java.util.function.LongSupplier;

/** Tells by how much a counter rose since it was last asked. Confined to the ticking thread. */
final class CountCursor {
  private final LongSupplier counter;
  private long seen;

  CountCursor(LongSupplier counter) {
    this.counter = counter;
  }

  long next() {
    long now = counter.getAsLong();
    long risen = now - seen;
    seen = now;
    return risen;
  }
}
