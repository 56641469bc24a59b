package dev.latchkey.runtime.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps something of ours for objects of the application, told apart by identity and held weakly:
 * it goes when they go. Past the bound an object may be forgotten early. Thread-safe.
 */
public final class WeakIdentities<V> {
  private final Lazy<Cache<Object, V>> values;

  /**
   * Makes an empty register.
   *
   * @param maxEntries objects known at a time
   */
  public WeakIdentities(int maxEntries) {
    values =
        new Lazy<>(
            () ->
                Caffeine.newBuilder()
                    .weakKeys()
                    .maximumSize(maxEntries)
                    .executor(Runnable::run)
                    .build());
  }

  /**
   * Returns what is kept for this very object, made now if there is nothing.
   *
   * @param make must not reach {@code object} from what it returns, or the object is never freed
   */
  public V get(Object object, Supplier<V> make) {
    return values.get().get(object, any -> make.get());
  }

  /** Returns what is kept for this very object, or null. */
  public @Nullable V peek(Object object) {
    var known = values.peek();
    return known == null ? null : known.getIfPresent(object);
  }
}
