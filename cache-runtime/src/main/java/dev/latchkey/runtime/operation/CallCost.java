package dev.latchkey.runtime.operation;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the agent itself adds to woven calls, from a sample of them: the time from a call's first
 * clock reading to its hand-over to the application, and from there to its end. Thread-safe.
 */
public final class CallCost {
  // About one call in a thousand. The bits change every 8 microseconds, slower than a clock steps
  // and faster than calls follow each other, so that nothing that a call does decides on them.
  private static final long DRAW = 1_023L << 13;

  private final LongAdder samples = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  CallCost() {}

  /** Returns whether the call that began at this reading of the clock is one of the sample. */
  public boolean draws(long begunNanos) {
    return (begunNanos & DRAW) == 0;
  }

  /** Notes what the agent did before the application's code ran, or instead of it. */
  public void entered(long elapsedNanos) {
    samples.increment();
    nanos.add(Math.max(0, elapsedNanos));
  }

  /** Notes what the agent did after the application's code, in a call that was entered. */
  public void left(long elapsedNanos) {
    nanos.add(Math.max(0, elapsedNanos));
  }

  /** Returns how many calls were looked at. */
  public long samples() {
    return samples.sum();
  }

  /** Returns the nanoseconds that they took together. */
  public long sumNanos() {
    return nanos.sum();
  }
}
