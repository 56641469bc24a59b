package dev.latchkey.runtime.jdbc;

import dev.latchkey.runtime.metrics.DurationSpread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one shape in the last 15 minutes, in slices of three, of which the oldest is dropped
 * as a whole. Thread-safe and free of locks: a run that comes while its slice is replaced may count
 * in none.
 */
final class RecentRuns {
  private static final int SLICES = 5;
  private static final long SLICE_NANOS = TimeUnit.MINUTES.toNanos(3);

  private final AtomicReferenceArray<@Nullable Slice> slices = new AtomicReferenceArray<>(SLICES);

  private static final class Slice {
    private final long number;
    private final LongAdder runs = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder totalNanos = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final LongAdder told = new LongAdder();
    private final DurationSpread durations = DurationSpread.coarse();

    Slice(long number) {
      this.number = number;
    }
  }

  void ran(Ending ending) {
    Slice slice = slice(Math.floorDiv(ending.atNanos(), SLICE_NANOS));
    slice.runs.increment();
    slice.totalNanos.add(ending.tookNanos());
    slice.durations.record(ending.tookNanos());
    if (ending.failed()) {
      slice.errors.increment();
    }
    if (ending.rows() >= 0) {
      slice.told.increment();
      slice.rows.add(ending.rows());
    }
  }

  private Slice slice(long number) {
    int place = Math.floorMod(number, SLICES);
    Slice known = slices.get(place);
    if (known != null && known.number == number) {
      return known;
    }
    Slice fresh = new Slice(number);
    Slice first = slices.compareAndExchange(place, known, fresh);
    return first == null || first == known ? fresh : first;
  }

  StatementSnapshot.Recent at(long now) {
    long last = Math.floorDiv(now, SLICE_NANOS);
    long runs = 0;
    long errors = 0;
    long totalNanos = 0;
    long rows = 0;
    long told = 0;
    DurationSpread durations = DurationSpread.coarse();
    for (int place = 0; place < SLICES; place++) {
      Slice slice = slices.get(place);
      if (slice != null && last - slice.number < SLICES) {
        runs += slice.runs.sum();
        errors += slice.errors.sum();
        totalNanos += slice.totalNanos.sum();
        rows += slice.rows.sum();
        told += slice.told.sum();
        durations.add(slice.durations);
      }
    }
    return new StatementSnapshot.Recent(
        runs, errors, totalNanos, durations.at(0.5), durations.at(0.95), rows, told);
  }
}
