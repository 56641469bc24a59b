package dev.latchkey.runtime.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Gives objects numbers that stand for their identity in fingerprints. A number is given once and
 * never again, unlike an identity hash code. Objects are held weakly and their entries die with
 * them; past the bound an object may be forgotten early and then gets a new number, which can only
 * cost a miss. Thread-safe.
 */
public final class IdentityIds {
  private final AtomicLong last = new AtomicLong();
  private final Supplier<Cache<Object, Long>> ids;

  /**
   * Makes an empty register.
   *
   * @param maxEntries objects known at a time
   */
  public IdentityIds(int maxEntries) {
    ids =
        new Lazy<>(
            () ->
                Caffeine.newBuilder()
                    .weakKeys()
                    .maximumSize(maxEntries)
                    .executor(Runnable::run)
                    .build());
  }

  /** Returns the number of this very object, from 1. */
  public long idOf(Object object) {
    return ids.get().get(object, any -> last.incrementAndGet());
  }

  /** Returns about how many objects are known; walks the register. */
  long size() {
    var known = ids.get();
    known.cleanUp();
    return known.estimatedSize();
  }
}
