package dev.latchkey.runtime.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a pure function of ours made of a value, in bounded memory. Thread-safe. For
 * nothing that an application's answer depends on beyond its key: there is no expiry.
 */
public final class BoundedMemo<K, V> {
  private final Lazy<Cache<K, V>> values;

  /**
   * Makes an empty one.
   *
   * @param maxBytes bound on the weight of all entries
   * @param bytes estimate for an entry in bytes; pure and cheap
   */
  public BoundedMemo(long maxBytes, ToIntBiFunction<K, V> bytes) {
    values =
        new Lazy<>(
            () ->
                Caffeine.newBuilder()
                    .maximumWeight(maxBytes)
                    .weigher((K key, V value) -> bytes.applyAsInt(key, value))
                    .executor(Runnable::run)
                    .build());
  }

  /** Returns what is remembered for an equal key, or null. */
  public @Nullable V peek(K key) {
    return values.get().getIfPresent(key);
  }

  /** Remembers a value. */
  public void put(K key, V value) {
    values.get().put(key, value);
  }
}
