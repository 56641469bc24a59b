package dev.latchkey.runtime.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
    this(maxEntries, unused -> {});
  }

  /**
   * Makes an empty register.
   *
   * @param maxEntries objects known at a time
   * @param forgotten told what was kept for an object before it is forgotten by itself: nothing
   *     else can be kept for the object before this returns
   */
  public WeakIdentities(int maxEntries, Consumer<V> forgotten) {
    values =
        new Lazy<>(
            () ->
                Caffeine.newBuilder()
                    .weakKeys()
                    .maximumSize(maxEntries)
                    .evictionListener(
                        (@Nullable Object key, @Nullable V value, RemovalCause cause) ->
                            tell(forgotten, value))
                    .executor(Runnable::run)
                    .build());
  }

  private static <V> void tell(Consumer<V> forgotten, @Nullable V value) {
    if (value != null) {
      forgotten.accept(value);
    }
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

  /** Forgets this very object; returns whether it was known. */
  @CanIgnoreReturnValue
  public boolean forget(Object object) {
    var known = values.peek();
    return known != null && known.asMap().remove(object) != null;
  }

  /** Forgets the objects for which such a thing is kept; looks at all. */
  public void forgetIf(Predicate<V> doomed) {
    var known = values.peek();
    if (known != null) {
      known.asMap().values().removeIf(doomed);
    }
  }

  /** Returns how many objects are known and still reachable; sweeps, so not for the hot path. */
  public int size() {
    var known = values.peek();
    if (known == null) {
      return 0;
    }
    known.cleanUp();
    return (int) known.estimatedSize();
  }
}
