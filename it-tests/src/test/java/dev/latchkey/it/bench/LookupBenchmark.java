package dev.latchkey.it.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a user costs that the agent has in memory, by the whole woven call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LookupBenchmark {
  private static final int CALLS_UNTIL_KEPT = 10;

  private final Workload workload = new Workload();

  /** Lets the agent keep both users, and makes sure that it does. */
  @Setup
  public void keep() {
    for (int i = 0; i < CALLS_UNTIL_KEPT; i++) {
      identity();
      user();
    }
    long before = workload.lookups();
    for (int i = 0; i < CALLS_UNTIL_KEPT; i++) {
      identity();
      user();
    }
    if (workload.lookups() - before > CALLS_UNTIL_KEPT) {
      throw new IllegalStateException("the agent keeps no users");
    }
  }

  /** A user that nobody can change: all callers get the same object. */
  @Benchmark
  public Object identity() {
    return workload.findIdentity("alice");
  }

  /** A user of ten fields that can be changed: every caller gets an object of his own. */
  @Benchmark
  public Object user() {
    return workload.findUser("alice");
  }
}
