package dev.latchkey.runtime.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.time.Ticker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers under fingerprints, each until an absolute deadline, in bounded memory.
 * Thread-safe; all work runs on the caller's thread, there is no timer and no pool.
 *
 * <p>Expiry is decided by every read, so an entry past its deadline is never handed out however
 * late it is swept, and a hit never extends a life. When full, the least useful entry goes
 * (W-TinyLFU), never the whole cache: entries seen once cannot push out those in use.
 *
 * <p>An answer loaded before an invalidation is never served after it. Loads take a {@link
 * LoadMark} before they ask the origin and hand it back with the answer:
 *
 * <pre>
 *   clear       generation + 1, then all entries removed   an entry carries its generation, and a
 *                                                          read of an older one is a miss
 *   invalidate  epoch of the key's stripe + 1, then the    put compares the epoch while it holds
 *               entry removed                              the entry, so it comes before the removal
 *                                                          or sees the new epoch
 * </pre>
 *
 * Keys that share a stripe refuse each other's loads in flight, which costs a miss and no more.
 */
public final class LocalStore<V> {
  private static final int STRIPES = 256;

  /** One read in so many is noted while no entry has to go. */
  private static final int READS_PER_VISIT = 8;

  /** For how long after an eviction every read is noted. */
  private static final long PRESSURE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Lazy<Cache<Fingerprint, Entry<V>>> cache;
  private final ToIntFunction<V> weigher;
  private final long leastWeight;
  private final long maxEntries;
  private volatile long maxBytes;
  private volatile long limit;
  private final Ticker ticker;
  private final AtomicLong generation = new AtomicLong();
  private final AtomicLongArray epochs = new AtomicLongArray(STRIPES);
  private final LongAdder stored = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder invalidated = new LongAdder();

  /** Ticker reading of the last eviction. Plain: a stale one costs a few reads not noted. */
  private long evictedAtNanos;

  private LocalStore(
      ToIntFunction<V> weigher,
      long leastWeight,
      long maxEntries,
      long maxBytes,
      Consumer<V> removed,
      Ticker ticker) {
    this.weigher = weigher;
    this.leastWeight = leastWeight;
    this.maxEntries = maxEntries;
    this.limit = maxEntries;
    this.maxBytes = maxBytes;
    this.ticker = ticker;
    evictedAtNanos = ticker.nanos() - PRESSURE_NANOS;
    // The default executor is the common pool: application threads with our work on them.
    cache =
        new Lazy<>(
            () ->
                Caffeine.newBuilder()
                    .maximumWeight(maxBytes)
                    .weigher((Fingerprint key, Entry<V> entry) -> weigher.applyAsInt(entry.value))
                    .executor(Runnable::run)
                    .evictionListener((key, entry, cause) -> noteEviction())
                    .removalListener((key, entry, cause) -> tell(removed, entry))
                    .build());
  }

  /**
   * Returns a store for values of different sizes. Each entry counts at least {@code maxBytes /
   * maxEntries}, which makes one weight hold both bounds.
   *
   * @param maxEntries bound on the entries
   * @param maxBytes bound on the weight of all entries
   * @param bytes estimate for a value in bytes; pure and cheap
   * @param removed hears of each value that is kept no more, for whatever cause
   */
  public static <V> LocalStore<V> weighed(
      long maxEntries, long maxBytes, ToIntFunction<V> bytes, Consumer<V> removed, Ticker ticker) {
    int least = (int) Math.min(Integer.MAX_VALUE, (maxBytes + maxEntries - 1) / maxEntries);
    return new LocalStore<>(
        value -> Math.max(least, bytes.applyAsInt(value)),
        least,
        maxEntries,
        maxBytes,
        removed,
        ticker);
  }

  /** Returns the value, or null when there is none whose deadline is ahead; allocates nothing. */
  public @Nullable V get(Fingerprint key) {
    return get(key, ticker.nanos());
  }

  /**
   * Returns the value, or null when there is none whose deadline is ahead; allocates nothing.
   *
   * @param nowNanos a reading of the ticker that was just made
   */
  public @Nullable V get(Fingerprint key, long nowNanos) {
    var entries = cache.peek();
    var entry = entries == null ? null : read(entries, key, nowNanos);
    if (entries == null || entry == null || entry.generation != generation.get()) {
      return null;
    }
    if (entry.deadlineNanos - nowNanos <= 0) {
      if (entries.asMap().remove(key, entry)) {
        expired.increment();
      }
      return null;
    }
    return entry.value;
  }

  /**
   * Noting a read costs as much as the read. Writes are all noted, so in a flood a sample of the
   * reads would make entries in use look like those seen once.
   */
  private @Nullable Entry<V> read(
      Cache<Fingerprint, Entry<V>> entries, Fingerprint key, long nowNanos) {
    return nowNanos - evictedAtNanos < PRESSURE_NANOS
            || ThreadLocalRandom.current().nextInt(READS_PER_VISIT) == 0
        ? entries.getIfPresent(key)
        : entries.policy().getIfPresentQuietly(key);
  }

  private void noteEviction() {
    evicted.increment();
    evictedAtNanos = ticker.nanos();
  }

  /** Returns what to hand back with the answer of a load that begins now. */
  public LoadMark mark(Fingerprint key) {
    return new LoadMark(generation.get(), epochs.get(stripe(key)));
  }

  /**
   * Keeps a value in place of any older one.
   *
   * @param deadlineNanos end of its life on the ticker
   * @param mark taken before the value was loaded
   * @return false when it was refused: too old, too large, or invalidated while it was loaded
   */
  @CanIgnoreReturnValue
  public boolean put(Fingerprint key, V value, long deadlineNanos, LoadMark mark) {
    boolean wanted =
        mark.generation() == generation.get()
            && deadlineNanos - ticker.nanos() > 0
            && weigher.applyAsInt(value) <= maxBytes;
    if (!wanted || !store(key, new Entry<>(value, deadlineNanos, mark.generation()), mark)) {
      refused.increment();
      return false;
    }
    stored.increment();
    return true;
  }

  private boolean store(Fingerprint key, Entry<V> entry, LoadMark mark) {
    int stripe = stripe(key);
    var kept =
        cache
            .get()
            .asMap()
            .compute(key, (same, older) -> epochs.get(stripe) == mark.keyEpoch() ? entry : older);
    return kept == entry;
  }

  /** Drops one entry, and refuses the answers of loads of it that have begun. */
  @CanIgnoreReturnValue
  public boolean invalidate(Fingerprint key) {
    epochs.incrementAndGet(stripe(key));
    var entries = cache.peek();
    boolean removed = entries != null && entries.asMap().remove(key) != null;
    if (removed) {
      invalidated.increment();
    }
    return removed;
  }

  /**
   * Drops the entries with such values and refuses the answers of all loads that have begun, for
   * nobody knows yet what they bring. Returns how many fell; looks at every entry.
   */
  @CanIgnoreReturnValue
  public long invalidateIf(Predicate<V> doomed) {
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      epochs.incrementAndGet(stripe);
    }
    var entries = cache.peek();
    long fell = 0;
    if (entries != null) {
      for (var each : entries.asMap().entrySet()) {
        if (doomed.test(each.getValue().value)
            && entries.asMap().remove(each.getKey(), each.getValue())) {
          fell++;
        }
      }
    }
    invalidated.add(fell);
    return fell;
  }

  /** Returns how many entries have such values; looks at every entry and changes nothing. */
  public long countIf(Predicate<V> wanted) {
    var entries = cache.peek();
    return entries == null
        ? 0
        : entries.asMap().values().stream().filter(each -> wanted.test(each.value)).count();
  }

  /** Drops up to {@code atMost} entries with such values, the least useful ones first. */
  public void evictColdest(Predicate<V> candidates, int atMost) {
    var entries = cache.peek();
    if (entries == null) {
      return;
    }
    List<Fingerprint> coldest =
        entries
            .policy()
            .eviction()
            .orElseThrow()
            .coldest(
                all ->
                    all.filter(each -> candidates.test(each.getValue().value))
                        .limit(atMost)
                        .map(Map.Entry::getKey)
                        .toList());
    coldest.forEach(key -> evict(entries, key));
  }

  private void evict(Cache<Fingerprint, Entry<V>> entries, Fingerprint key) {
    if (entries.asMap().remove(key) != null) {
      evicted.increment();
    }
  }

  private static <V> void tell(Consumer<V> removed, @Nullable Entry<V> entry) {
    if (entry != null) {
      removed.accept(entry.value);
    }
  }

  /** Drops every entry, refuses the answers of loads that have begun, and returns how many fell. */
  @CanIgnoreReturnValue
  public long clear() {
    generation.incrementAndGet();
    var entries = cache.peek();
    if (entries == null) {
      return 0;
    }
    entries.cleanUp();
    long removed = entries.estimatedSize();
    entries.invalidateAll();
    invalidated.add(removed);
    return removed;
  }

  /** Takes another bound on the weight of all entries; drops what does not fit. */
  public void resize(long bytes) {
    maxBytes = bytes;
    bound();
  }

  /**
   * Takes another bound on the entries, up to the one that it was made with; drops what does not
   * fit. The bound on their weight stays.
   */
  public void limit(long entries) {
    limit = Math.min(maxEntries, entries);
    bound();
  }

  /** Tells whether it may hold fewer entries than it was made for. */
  public boolean isLimited() {
    return limit < maxEntries;
  }

  /** Every entry has a least weight, so that a bound on the weight is one on the entries. */
  private void bound() {
    long bytes = limit == maxEntries ? maxBytes : Math.min(maxBytes, limit * leastWeight);
    cache.get().policy().eviction().orElseThrow().setMaximum(bytes);
  }

  /** Returns the counters; sweeps first, so not for the hot path. */
  public CacheStats stats() {
    var entries = cache.peek();
    long size = 0;
    long weight = 0;
    if (entries != null) {
      entries.cleanUp();
      size = entries.estimatedSize();
      weight = entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }
    return new CacheStats(
        size,
        limit,
        weight,
        maxBytes,
        stored.sum(),
        refused.sum(),
        evicted.sum(),
        expired.sum(),
        invalidated.sum());
  }

  private static int stripe(Fingerprint key) {
    return key.hashCode() & (STRIPES - 1);
  }

  /** Not a record: entries are compared by identity, and values are not ours to compare. */
  private static final class Entry<V> {
    final V value;
    final long deadlineNanos;
    final long generation;

    Entry(V value, long deadlineNanos, long generation) {
      this.value = value;
      this.deadlineNanos = deadlineNanos;
      this.generation = generation;
    }
  }
}
