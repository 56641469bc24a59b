package dev.latchkey.runtime.analysis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Estimates what share of calls a cache would answer, from the calls alone and in bounded memory: a
 * cache of fingerprints is simulated for a sample of the keys, scaled down as the sample is
 * (fixed-size SHARDS, Waldspurger et al., FAST 2015, with the scaled-down simulation of USENIX ATC
 * 2017). A key is in the sample or is not, so a sampled one is seen every time, which is what makes
 * the ratio right; when there are more keys than there is room for, half of the sampled ones go.
 *
 * <p>An entry ends {@code ttl} after it was stored, however often it is used, and the least
 * recently used one goes when the cache is full.
 *
 * <p>Thread-safe. A caller never waits: one that meets another leaves its call out, which costs
 * accuracy and no time.
 */
final class ReuseEstimator {
  /** About 90 bytes each. */
  static final int MOST_KEYS = 4_096;

  private static final long WHOLE = 1L << 24;

  private final ReentrantLock lock = new ReentrantLock();
  private final long ttlNanos;
  private final long maxEntries;

  /** When each key was stored, the least recently used first. */
  @GuardedBy("lock")
  private final Map<Long, Long> stored = new LinkedHashMap<>(16, 0.75f, true);

  @GuardedBy("lock")
  private double calls;

  @GuardedBy("lock")
  private double hits;

  @GuardedBy("lock")
  private long samples;

  /** Keys whose hash is below are in the sample. */
  private volatile long threshold = WHOLE;

  ReuseEstimator(long ttlNanos, long maxEntries) {
    this.ttlNanos = ttlNanos;
    this.maxEntries = maxEntries;
  }

  /**
   * What was seen since counting last began. Immutable.
   *
   * @param samples calls that were looked at
   * @param hitRatio {@code NaN} before the first
   * @param keys estimated number of keys that the cache holds now
   */
  record Estimate(long samples, double hitRatio, long keys) {}

  /** Takes in a call. */
  void saw(long key, long nowNanos) {
    long place = place(key);
    if (place < threshold && lock.tryLock()) {
      try {
        count(key, place, nowNanos);
      } finally {
        lock.unlock();
      }
    }
  }

  @GuardedBy("lock")
  private void count(long key, long place, long nowNanos) {
    if (place >= threshold) {
      return;
    }
    double weight = (double) WHOLE / threshold;
    calls += weight;
    samples++;
    Long since = stored.get(key);
    if (since != null && nowNanos - since < ttlNanos) {
      hits += weight;
      return;
    }
    stored.put(key, nowNanos);
    evict();
  }

  @GuardedBy("lock")
  private void evict() {
    long room = Math.max(1, Math.round(maxEntries * ((double) threshold / WHOLE)));
    if (stored.size() > room) {
      stored.remove(stored.keySet().iterator().next());
    }
    if (stored.size() > MOST_KEYS) {
      long half = threshold / 2;
      threshold = half;
      stored.keySet().removeIf(key -> place(key) >= half);
    }
  }

  /** Begins to count anew with what the simulated cache holds: it is warm by now. */
  void settle() {
    lock.lock();
    try {
      calls = 0;
      hits = 0;
      samples = 0;
    } finally {
      lock.unlock();
    }
  }

  Estimate estimate() {
    lock.lock();
    try {
      long keys = Math.round(stored.size() * ((double) WHOLE / threshold));
      return new Estimate(samples, calls == 0 ? Double.NaN : hits / calls, keys);
    } finally {
      lock.unlock();
    }
  }

  private static long place(long key) {
    long h = (key ^ (key >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return (h ^ (h >>> 33)) & (WHOLE - 1);
  }
}
