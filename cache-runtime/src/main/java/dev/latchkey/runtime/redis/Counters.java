package dev.latchkey.runtime.redis;

import java.util.concurrent.atomic.LongAdder;

/** Counts what happens. Thread-safe. */
final class Counters {
  final LongAdder hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder oversized = new LongAdder();
  final LongAdder faults = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder droppedWrites = new LongAdder();

  SecondLevelStats stats(boolean open, boolean linked) {
    return new SecondLevelStats(
        hits.sum(),
        misses.sum(),
        skipped.sum(),
        unreadable.sum(),
        oversized.sum(),
        faults.sum(),
        refused.sum(),
        droppedWrites.sum(),
        open,
        linked);
  }
}
