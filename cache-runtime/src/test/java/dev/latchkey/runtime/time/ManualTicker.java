package dev.latchkey.runtime.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Both clocks move only when a test says so. Thread-safe. */
public final class ManualTicker implements Ticker {
  private final AtomicLong nanos;
  private final AtomicLong wallMillis;

  /** Starts far from zero, as real clocks do. */
  public ManualTicker() {
    this(-987_654_321L, 1_795_478_400_000L);
  }

  /** Starts the two clocks at these times. */
  public ManualTicker(long nanos, long wallMillis) {
    this.nanos = new AtomicLong(nanos);
    this.wallMillis = new AtomicLong(wallMillis);
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public long wallMillis() {
    return wallMillis.get();
  }

  /** Moves both clocks. */
  public void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
    wallMillis.addAndGet(time.toMillis());
  }

  /** Sets the wall clock alone, as an operator does. */
  public void wallMillis(long millis) {
    wallMillis.set(millis);
  }
}
