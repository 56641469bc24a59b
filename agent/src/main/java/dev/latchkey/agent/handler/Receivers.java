package dev.latchkey.agent.handler;

import dev.latchkey.runtime.store.WeakIdentities;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The objects on which the methods of one class are called, held weakly. One that is forgotten
 * comes back under another number, which costs a miss. Thread-safe.
 *
 * <p>Most applications have few of them, so the last ones are found in places by identity hash,
 * ahead of the register. Two that fall on one place take turns, which costs time alone. What the
 * register forgets is marked before it can know the object under another number: of two receivers
 * for one object, only one is ever given out.
 */
final class Receivers {
  private static final int MOST = 10_000;
  private static final int PLACES = 64;

  /** One look in so many goes to the register, which drops what is never looked for. */
  private static final int LOOKS_PER_VISIT = 32;

  private final AtomicLong numbers;
  private final WeakIdentities<Receiver> known =
      new WeakIdentities<>(MOST, Receiver::markForgotten);
  private final AtomicReferenceArray<@Nullable Last> last = new AtomicReferenceArray<>(PLACES);
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
    if (self == null) {
      return none;
    }
    int place = System.identityHashCode(self) & (PLACES - 1);
    Last found = last.get(place);
    if (found != null && found.isOf(self)) {
      return found.receiver;
    }
    Receiver registered = known.peek(self);
    if (registered != null) {
      last.set(place, new Last(self, registered));
    }
    return registered;
  }

  /** Returns what is known of an object, from now on. */
  Receiver meet(Object self) {
    return known.get(self, () -> new Receiver(numbers.incrementAndGet()));
  }

  private static final class Last extends WeakReference<Object> {
    final Receiver receiver;
    private int looks;

    Last(Object self, Receiver receiver) {
      super(self);
      this.receiver = receiver;
    }

    /** Counts without care: a look that is lost by a race only puts a visit off. */
    boolean isOf(Object self) {
      return refersTo(self) && !receiver.isForgotten() && ++looks % LOOKS_PER_VISIT != 0;
    }
  }
}
