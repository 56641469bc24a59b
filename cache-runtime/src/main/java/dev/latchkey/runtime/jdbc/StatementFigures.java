package dev.latchkey.runtime.jdbc;

import dev.latchkey.runtime.metrics.DurationSpread;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts the runs of one shape. Thread-safe. */
final class StatementFigures {
  /** Runs of one shape in one auth operation from which on it is a finding (rule POOL-44). */
  static final int REPEATED = 10;

  // Walking the stack takes ten microseconds and more: the first runs tell most.
  private static final int FIRST_RUNS = 4;
  private static final int SAMPLE = 1024;

  private final SqlStatement statement;
  private final LongAdder runs = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder totalNanos = new LongAdder();
  private final LongAdder inOperations = new LongAdder();
  private final LongAdder repeatedOperations = new LongAdder();
  private final AtomicInteger mostInOneOperation = new AtomicInteger();
  private final AtomicInteger draws = new AtomicInteger();
  private final DurationSpread durations = DurationSpread.coarse();
  private final RecentRuns recent = new RecentRuns();
  private volatile String callSite = "";

  StatementFigures(SqlStatement statement) {
    this.statement = statement;
  }

  void ran(Ending ending) {
    runs.increment();
    totalNanos.add(ending.tookNanos());
    durations.record(ending.tookNanos());
    if (ending.failed()) {
      errors.increment();
    }
    recent.ran(ending);
  }

  /**
   * Notes a run inside an auth operation.
   *
   * @param times how often the operation ran this shape by now
   */
  void ranInOperation(int times) {
    inOperations.increment();
    if (times == REPEATED) {
      repeatedOperations.increment();
    }
    if (times > mostInOneOperation.get()) {
      mostInOneOperation.accumulateAndGet(times, Math::max);
    }
  }

  /** Returns whether the next run is one of those whose place in the application is looked for. */
  boolean drawn(int times) {
    int draw = draws.getAndIncrement();
    return times == REPEATED || (draw & (SAMPLE - 1)) < (draw < SAMPLE ? FIRST_RUNS : 1);
  }

  void callSite(String found) {
    callSite = found.isEmpty() ? callSite : found;
  }

  long totalNanos() {
    return totalNanos.sum();
  }

  StatementSnapshot snapshot(long now) {
    return new StatementSnapshot(
        "s" + Integer.toHexString(statement.shape().hashCode()),
        statement.shape(),
        statement.verb(),
        runs.sum(),
        errors.sum(),
        totalNanos.sum(),
        durations.at(0.5),
        durations.at(0.95),
        inOperations.sum(),
        repeatedOperations.sum(),
        mostInOneOperation.get(),
        callSite,
        recent.at(now));
  }
}
