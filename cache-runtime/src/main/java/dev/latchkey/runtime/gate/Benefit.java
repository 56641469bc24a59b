package dev.latchkey.runtime.gate;

import dev.latchkey.runtime.rollout.Phase;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Whether asking the cache for one target pays. Thread-safe; a call reads one field of it, all else
 * is done by {@link Benefits} and guarded by it.
 */
public final class Benefit {
  private static final int ASKED = 0;
  private static final int RESTING = 1;
  private static final int FRUITLESS = 2;

  private static final int UNKEPT_IN_A_ROW = 20;
  private static final int TRIED_ONE_IN = 64;

  private final String target;
  private final Phase phase;

  /** Calls that the application answered for the sake of a comparison. */
  private final LongAdder compared = new LongAdder();

  /** Calls that say nothing about keeping. */
  private final LongAdder unjudged = new LongAdder();

  /** How many answers in a row could not be kept, however good they were. */
  private final AtomicInteger unkept = new AtomicInteger();

  private volatile int state = ASKED;

  private Asked earlier = new Asked(0, 0, 0, 0, 0, 0);
  private long sinceNanos;
  private Duration rest = Benefits.REST;
  private boolean begun;
  private int cheap;

  Benefit(String target, Phase phase) {
    this.target = target;
    this.phase = phase;
  }

  /**
   * Returns whether the cache is left out of a call. One of a target of whose answers none can be
   * kept is asked now and then: what is needed for keeping may only just have been woven.
   */
  public boolean isLeftOut() {
    int now = state;
    return now != ASKED
        && (now == RESTING || ThreadLocalRandom.current().nextInt(TRIED_ONE_IN) != 0);
  }

  /** A call that counts as a miss had an answer, which is only compared with. */
  public void compared() {
    compared.increment();
  }

  /**
   * A call that counts as a miss says nothing about keeping: the application refused it, or it is a
   * part of what is kept as a whole.
   */
  public void unjudged() {
    unjudged.increment();
  }

  /**
   * A good answer could be kept, or could not. For whole answers: while one is being made, nothing
   * inside is answered from memory, so a target of which none can be kept is not worth five
   * minutes.
   */
  public void kept(boolean possible) {
    if (possible) {
      if (unkept.get() != 0) {
        unkept.set(0);
        leave(FRUITLESS);
      }
    } else if (unkept.incrementAndGet() == UNKEPT_IN_A_ROW && state == ASKED) {
      state = FRUITLESS;
    }
  }

  private void leave(int left) {
    if (state == left) {
      state = ASKED;
    }
  }

  boolean isResting() {
    return state == RESTING;
  }

  String target() {
    return target;
  }

  Phase phase() {
    return phase;
  }

  /** Returns for how long it rests when it rests now, and doubles that for the next time. */
  Duration rests(long nowNanos) {
    Duration taken = rest;
    sinceNanos = nowNanos + taken.toNanos();
    Duration twice = taken.multipliedBy(2);
    rest = twice.compareTo(Benefits.LONGEST_REST) < 0 ? twice : Benefits.LONGEST_REST;
    state = RESTING;
    return taken;
  }

  boolean isRested(long nowNanos) {
    return nowNanos - sinceNanos >= 0;
  }

  /** Paid: the next rest, if any, is short again. */
  void paid() {
    rest = Benefits.REST;
    cheap = 0;
  }

  /** Returns whether it is the second window in a row in which a hit saved next to nothing. */
  boolean isCheapAgain() {
    return ++cheap > 1;
  }

  /** Begins to count anew, from these totals. */
  void begin(Asked totals, long nowNanos) {
    earlier = judged(totals);
    sinceNanos = nowNanos;
    begun = true;
    leave(RESTING);
  }

  /** Counts for nothing from now on, until it begins anew. */
  void end() {
    begun = false;
  }

  /** Returns what was asked since it began, as it says about keeping. */
  Asked since(Asked totals) {
    return judged(totals).since(earlier);
  }

  private Asked judged(Asked totals) {
    return totals.with(compared.sum(), unjudged.sum());
  }

  boolean isJudged(long nowNanos) {
    return nowNanos - sinceNanos >= Benefits.WINDOW.toNanos();
  }

  boolean isBegun() {
    return begun;
  }
}
