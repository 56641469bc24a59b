package dev.latchkey.agent.handler;

import dev.latchkey.runtime.store.WeakIdentities;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The objects on which the methods of one class are called, held weakly. One that is forgotten
 * comes back under another number, which costs a miss. Thread-safe.
 */
final class Receivers {
  private static final int MOST = 10_000;

  private final AtomicLong numbers;
  private final WeakIdentities<Receiver> known = new WeakIdentities<>(MOST);
  private final Receiver none;

  /**
   * @param numbers gives numbers that no other class's receivers have
   */
  Receivers(AtomicLong numbers) {
    this.numbers = numbers;
    none = new Receiver(numbers.incrementAndGet());
  }

  /** Returns what is known of an object; null when it is new. A static method has one receiver. */
  @Nullable Receiver known(@Nullable Object self) {
    return self == null ? none : known.peek(self);
  }

  /** Returns what is known of an object, from now on. */
  Receiver meet(Object self) {
    return known.get(self, () -> new Receiver(numbers.incrementAndGet()));
  }
}
