package dev.latchkey.runtime.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.store.Fingerprint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The pools by key: at most 32, of which the one that was not used for longest goes (safety rule
 * POOL-11). Thread-safe; reading takes no lock.
 */
final class KeyTable {
  static final int MOST_KEYS = 32;

  private final Map<Fingerprint, KeyPool> pools = new ConcurrentHashMap<>();

  @GuardedBy("this")
  private boolean open;

  @GuardedBy("this")
  private int numbers;

  @Nullable KeyPool get(Fingerprint key) {
    return pools.get(key);
  }

  Collection<KeyPool> all() {
    return pools.values();
  }

  /**
   * Returns the pool of a key, made now if there is none; null while the table is closed.
   *
   * @param make makes it by its number
   * @param removed gets the pool that had to go
   */
  synchronized @Nullable KeyPool add(
      Fingerprint key, IntFunction<KeyPool> make, List<KeyPool> removed) {
    KeyPool known = pools.get(key);
    if (known != null || !open) {
      return known;
    }
    if (pools.size() >= MOST_KEYS) {
      pools.values().stream()
          .min(Comparator.comparingLong(pool -> pool.usedNanos()))
          .ifPresent(
              coldest -> {
                pools.remove(coldest.key().whole());
                removed.add(coldest);
              });
    }
    KeyPool made = make.apply(++numbers);
    pools.put(key, made);
    return made;
  }

  synchronized void remove(KeyPool pool) {
    pools.remove(pool.key().whole(), pool);
  }

  /** Takes pools from now on. */
  synchronized void open() {
    open = true;
  }

  /** Takes none any more; returns those that there were. */
  synchronized List<KeyPool> close() {
    open = false;
    List<KeyPool> all = new ArrayList<>(pools.values());
    pools.clear();
    return all;
  }
}
