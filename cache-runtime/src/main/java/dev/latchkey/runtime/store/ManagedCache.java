package dev.latchkey.runtime.store;

import dev.latchkey.runtime.operation.Layer;
import java.time.Duration;
import java.util.OptionalLong;

/** What the dashboard and the phase switches see of a layer's cache. Thread-safe. */
public interface ManagedCache {
  /** Returns the layer whose answers this cache holds. */
  Layer layer();

  /** Returns the counters; hits and misses are counted per target, not here. */
  CacheStats stats();

  /** Returns how many of its entries are kept past their life because their origin fails. */
  default long outages() {
    return 0;
  }

  /**
   * Returns for how long at most an answer may differ from what its origin would say, while nobody
   * tells of the change.
   */
  Duration maxStaleness();

  /**
   * Drops the entries that are about one thing and returns how many there were; nothing when this
   * cache's entries cannot be told apart like that.
   */
  default OptionalLong invalidate(EntrySelector selector) {
    return OptionalLong.empty();
  }

  /**
   * Returns how many entries {@link #invalidate} would drop now, and drops none; nothing when this
   * cache's entries cannot be told apart like that.
   */
  default OptionalLong count(EntrySelector selector) {
    return OptionalLong.empty();
  }

  /** Drops every entry and returns how many there were. */
  long invalidateAll();
}
