package dev.latchkey.runtime.session;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Says whether the answers of one target may be served (safety rule SES-3). Thread-safe.
 *
 * <pre>
 *   on trial ──enough equal comparisons in a row──► serving, one hit in a hundred is compared
 *      ▲  │ a difference: the row begins anew              │ a difference
 *      └──┴────────────────────────────────────────────────┘ the second time: off for good
 * </pre>
 */
final class Trial {
  private static final int MOST_FALLS = 2;

  /** Of lookups with others inside, one in so many is run as a whole during a trial. */
  private static final int CHECKED_ONE_IN = 4;

  private final int needed;
  private final BooleanSupplier sample;
  private final AtomicInteger equal = new AtomicInteger();
  private final AtomicInteger falls = new AtomicInteger();
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * @param needed equal comparisons in a row before anything is served
   * @param sample tells for each hit whether the application answers it as well
   */
  Trial(int needed, BooleanSupplier sample) {
    this.needed = needed;
    this.sample = sample;
  }

  boolean serves() {
    return equal.get() >= needed && !failed();
  }

  /** Returns whether it served differing answers too often. */
  boolean failed() {
    return falls.get() >= MOST_FALLS;
  }

  /** Returns whether this hit is one of those that the application answers as well. */
  boolean draws() {
    return sample.getAsBoolean();
  }

  /**
   * Returns whether the application runs all of a lookup that has an answer and is not served,
   * lookups inside included. It goes for both sides of a rollout, so that neither is the slower one
   * for it.
   */
  boolean checks() {
    return serves() ? draws() : Math.floorMod(turn.getAndIncrement(), CHECKED_ONE_IN) == 0;
  }

  /** Returns how many equal comparisons are still needed. */
  int left() {
    return Math.max(0, needed - equal.get());
  }

  void wasEqual() {
    if (equal.get() < needed) {
      equal.incrementAndGet();
    }
  }

  /** Begins anew, without holding it against the answers. */
  void again() {
    equal.set(needed == 0 ? -1 : 0);
  }

  /** Returns whether answers were served until now. */
  boolean differed() {
    boolean served = equal.getAndSet(needed == 0 ? -1 : 0) >= needed;
    if (served) {
      falls.incrementAndGet();
    }
    return served;
  }
}
