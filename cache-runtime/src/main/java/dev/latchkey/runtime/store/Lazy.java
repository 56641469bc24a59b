package dev.latchkey.runtime.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value made when it is first asked for. Thread-safe; {@code make} runs once, under a lock, and
 * must be memory-only.
 *
 * <p>Caffeine asks for a {@code System.Logger} when its first cache is made, which starts {@code
 * java.util.logging}. An agent must leave that to the application, so stores are built at start and
 * their caches with the first woven call.
 */
final class Lazy<T> implements Supplier<T> {
  @GuardedBy("this")
  private @Nullable Supplier<T> make;

  private volatile @Nullable T value;

  Lazy(Supplier<T> make) {
    this.make = make;
  }

  /** Returns the value, or null when nobody asked for it yet. */
  @Nullable T peek() {
    return value;
  }

  @Override
  public T get() {
    var made = value;
    return made != null ? made : make();
  }

  private synchronized T make() {
    var made = value;
    if (made == null && make != null) {
      made = make.get();
      value = made;
      make = null;
    }
    if (made == null) {
      throw new IllegalStateException("a store asked for itself while it was made");
    }
    return made;
  }
}
