package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.pool.Occupancy.Reading;
import dev.latchkey.runtime.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Closes what has been idle or alive for too long (safety rules POOL-10 and POOL-27), what is more
 * than the application needs (POOL-41) or may have (POOL-32), and what belonged to an application
 * that is gone (POOL-40). Confined to the background thread.
 */
final class Trimming {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long COLD_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int SHARE = 8;

  private final KeyTable table;
  private final IdleStore store;
  private final Closer closer;
  private final Supplier<PoolSettings> settings;
  private final Ticker ticker;

  Trimming(
      KeyTable table,
      IdleStore store,
      Closer closer,
      Supplier<PoolSettings> settings,
      Ticker ticker) {
    this.table = table;
    this.store = store;
    this.closer = closer;
    this.settings = settings;
    this.ticker = ticker;
  }

  /** Does what is due; once a second. */
  void tick() {
    long now = ticker.nanos();
    for (KeyPool pool : table.all()) {
      if (pool.isAbandoned() || (isQuiet(pool, now) && pool.isUndeployed())) {
        table.remove(pool);
        closer.close(store.retire(pool, now));
      } else {
        Reading reading = store.read(pool, now);
        pool.highWater().read(reading);
        pool.trace().read(reading, store.waiting(pool));
        trim(pool, reading, now);
      }
    }
  }

  /** An application that asks for connections is there. */
  private static boolean isQuiet(KeyPool pool, long now) {
    return now - pool.usedNanos() > QUIET_NANOS;
  }

  /**
   * A pool has no more connections than were held at once, as one is only opened when none is idle,
   * and the one that came back last goes out first. The coldest of those beyond the need of the
   * last minute go, an eighth a second: a short pause costs little, and a burst is forgotten soon.
   */
  private void trim(KeyPool pool, Reading reading, long now) {
    closer.useAndClose(
        store.remove(pool, kept -> kept.isTooOld(now) || kept.idleNanos(now) > IDLE_NANOS, now));
    closer.useAndClose(store.removeBeyond(pool, settings.get().limit(pool), now));
    int excess = pool.utilization().excess(reading);
    if (excess > 0) {
      int share = (excess + SHARE - 1) / SHARE;
      closer.useAndClose(store.removeColdest(pool, share, COLD_NANOS, now));
    }
  }
}
