package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts calls by cache outcome. Thread-safe, never blocks. */
final class OutcomeCounters {
  private final LongAdder[] counters = new LongAdder[CacheOutcome.values().length];

  private final LongSupplier uncached;

  /**
   * Creates counters without a call.
   *
   * @param uncached how many calls count as {@link CacheOutcome#DISABLED} beside those that are
   *     counted here
   */
  OutcomeCounters(LongSupplier uncached) {
    this.uncached = uncached;
    for (int i = 0; i < counters.length; i++) {
      counters[i] = new LongAdder();
    }
  }

  void count(CacheOutcome outcome) {
    counters[outcome.ordinal()].increment();
  }

  long get(CacheOutcome outcome) {
    long counted = counters[outcome.ordinal()].sum();
    return outcome == CacheOutcome.DISABLED ? counted + uncached.getAsLong() : counted;
  }

  /** Returns the outcomes that occurred. */
  Map<CacheOutcome, Long> counts() {
    var counts = new EnumMap<CacheOutcome, Long>(CacheOutcome.class);
    for (CacheOutcome outcome : CacheOutcome.values()) {
      long count = get(outcome);
      if (count > 0) {
        counts.put(outcome, count);
      }
    }
    return counts;
  }
}
