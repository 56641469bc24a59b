package dev.latchkey.runtime.session;

import dev.latchkey.runtime.metrics.DurationSpread;
import java.util.concurrent.atomic.LongAdder;

/** What happened to the lookups of one target. Thread-safe. */
final class LookupCounters {
  final LongAdder hits = new LongAdder();
  final LongAdder negativeHits = new LongAdder();
  final LongAdder loads = new LongAdder();
  final LongAdder joined = new LongAdder();
  final LongAdder refusedByToken = new LongAdder();
  final LongAdder lockBypasses = new LongAdder();
  final LongAdder transactionBypasses = new LongAdder();
  final LongAdder loginBypasses = new LongAdder();
  final LongAdder notKept = new LongAdder();
  final LongAdder comparisons = new LongAdder();
  final LongAdder sharedHits = new LongAdder();
  final LongAdder sharedStores = new LongAdder();
  final LongAdder mismatches = new LongAdder();

  /** How long the lookups take that the application runs. */
  final DurationSpread loading = DurationSpread.coarse();

  /** How long it takes to copy an answer. */
  final DurationSpread copying = DurationSpread.coarse();

  /** Answers kept here, and what they take. */
  final LongAdder kept = new LongAdder();

  final LongAdder keptBytes = new LongAdder();

  /** How long it takes to ask the others. */
  final DurationSpread asking = DurationSpread.coarse();
}
