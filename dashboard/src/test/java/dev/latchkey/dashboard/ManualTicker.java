package dev.latchkey.dashboard;

import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is moved. Thread-safe. */
public final class ManualTicker implements Ticker {
  private final AtomicLong nanos = new AtomicLong();
  private final long startMillis;

  public ManualTicker(Instant start) {
    startMillis = start.toEpochMilli();
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public long wallMillis() {
    return startMillis + nanos.get() / 1_000_000;
  }

  public void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  public void advanceTo(Instant wall) {
    nanos.updateAndGet(now -> Math.max(now, (wall.toEpochMilli() - startMillis) * 1_000_000));
  }
}
