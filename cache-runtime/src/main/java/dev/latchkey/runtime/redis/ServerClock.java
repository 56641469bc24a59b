package dev.latchkey.runtime.redis;

import dev.latchkey.runtime.time.Ticker;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server's clock, carried on by this process's monotonic one: clocks of different hosts are
 * never compared (rule SES-34). Thread-safe.
 */
final class ServerClock {
  private static final long TOLERATED_MILLIS = 2_000;

  private final Ticker ticker;
  private volatile @Nullable Long offset;

  ServerClock(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Returns the server's milliseconds since the epoch; nothing before they were heard. */
  OptionalLong now() {
    Long known = offset;
    return known == null ? OptionalLong.empty() : OptionalLong.of(known + millis());
  }

  /** Takes the server's time; returns false when it went back, so that ages mean nothing. */
  boolean hear(long serverMillis) {
    Long known = offset;
    long heard = serverMillis - millis();
    offset = heard;
    return known == null || heard >= known - TOLERATED_MILLIS;
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(ticker.nanos());
  }
}
