package dev.latchkey.agent.handler;

import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to move. */
final class HandTicker implements Ticker {
  private final Instant origin = Instant.parse("2030-01-01T00:00:00Z");
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public long wallMillis() {
    return origin.plusNanos(nanos.get()).toEpochMilli();
  }

  void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }
}
