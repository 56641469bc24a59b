package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.metrics.DurationSpread;
import dev.latchkey.runtime.metrics.StripedSpread;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What a pool counts and times, by safety rule POOL-41. Thread-safe and free of locks. */
final class PoolCounters {
  private final LongAdder opened = new LongAdder();
  private final LongAdder overflow = new LongAdder();
  private final LongAdder validationFailures = new LongAdder();
  private final LongAdder leaks = new LongAdder();
  private final LongAdder waited = new LongAdder();
  private final LongAdder beyond = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final LongAdder resetNanos = new LongAdder();
  private final LeakSites leakSites = new LeakSites();
  private final Map<Taint, LongAdder> tainted = new EnumMap<>(Taint.class);
  private final StripedSpread lends = new StripedSpread();
  private final DurationSpread openings = DurationSpread.fine();
  private final DurationSpread waits = DurationSpread.fine();
  private final DurationSpread connects = DurationSpread.fine();
  private final DurationSpread resets = DurationSpread.fine();
  private final DurationSpread holds = DurationSpread.fine();

  PoolCounters() {
    for (Taint taint : Taint.values()) {
      tainted.put(taint, new LongAdder());
    }
  }

  /**
   * A connection was opened.
   *
   * @param nanos how long that took
   * @param waitedNanos how long the call had waited for its turn before
   */
  void opened(long nanos, long waitedNanos) {
    opened.increment();
    connects.record(nanos);
    openings.record(nanos + waitedNanos);
  }

  /**
   * A kept connection was handed out.
   *
   * @param nanos how long that took
   */
  void reused(long nanos) {
    lends.record(nanos);
  }

  void overflow() {
    overflow.increment();
  }

  void invalid() {
    validationFailures.increment();
  }

  /** A call waited for its turn. */
  void waited(long nanos) {
    waited.increment();
    waits.record(nanos);
  }

  /** A call waited as long as it may and got none. */
  void timedOut() {
    timeouts.increment();
  }

  /** A connection is opened beyond the limit. */
  void beyond() {
    beyond.increment();
  }

  void leaked(String site) {
    leakSites.lost(site);
    leaks.increment(); // last: whoever sees the count finds the place
  }

  LeakSites leakSites() {
    return leakSites;
  }

  void reset(long nanos) {
    resets.record(nanos);
    resetNanos.add(nanos);
  }

  void held(long nanos) {
    holds.record(nanos);
  }

  void tainted(Taint reason) {
    LongAdder count = tainted.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  PoolSnapshot.Queue queue(String engine, int limit, int waiting) {
    return new PoolSnapshot.Queue(
        engine, limit, waiting, waited.sum(), waits.at(0.99), timeouts.sum(), beyond.sum());
  }

  PoolSnapshot snapshot(KeyPool pool, Occupancy.Reading now, PoolSnapshot.Queue queue) {
    long connectP50 = connects.at(0.5);
    long reused = lends.count();
    return new PoolSnapshot(
        pool.id(),
        pool.url(),
        pool.database(),
        pool.state().id(),
        pool.reason(),
        now.busy(),
        now.idle(),
        opened.sum(),
        reused,
        overflow.sum(),
        taintedById(),
        validationFailures.sum(),
        leaks.sum(),
        leakSites.counts(),
        connectP50,
        resets.at(0.5),
        holds.at(0.5),
        holds.at(0.99),
        reused * connectP50 - resetNanos.sum(),
        lends.sumNanos() + resetNanos.sum(),
        pool.utilization().last(),
        queue,
        acquiring(),
        pool.trace().steps());
  }

  private PoolSnapshot.Acquiring acquiring() {
    long[] all = lends.at(openings, 0.5, 0.95, 0.99);
    return new PoolSnapshot.Acquiring(all[0], all[1], all[2], connects.at(0.95));
  }

  private Map<String, Long> taintedById() {
    Map<String, Long> counts = new TreeMap<>();
    tainted.forEach(
        (reason, count) -> {
          if (count.sum() > 0) {
            counts.put(reason.id(), count.sum());
          }
        });
    return counts;
  }
}
