package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.metrics.Stripes;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationSink;
import dev.latchkey.runtime.rollout.Phase;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts finished auth operations for the judges: each costs one striped update, and one volatile
 * read as long as no phase is judged. Thread-safe, free of locks, allocates nothing once each
 * stripe was used.
 *
 * <p>A subject adds at most {@value #MOST_SAMPLES} durations a slot, so that one that calls all the
 * time carries neither side, and one error and one slow call, because a caller that repeats a
 * failed call would look like many. Which calls count is settled before their outcome is known.
 */
final class OperationCounts implements OperationSink {
  static final int MOST_SAMPLES = 8;

  private static final int CELLS = 4_096;
  private static final int NO_CELL = -1;
  private static final int ERROR = 1;
  private static final int SLOW = 2; // shifted by the phase
  private static final int PHASES = Phase.values().length;

  private final Stripes<CountStripe> stripes = new Stripes<>(CountStripe::new, 2);

  // Subjects of one cell share its eight samples, so tens of thousands of operations are looked at
  // in a slot, and not more. Threads may lose each other's increments, which lets a subject add one
  // sample more; an atomic update of every operation would cost more than it is worth.
  private final byte[] samples = new byte[CELLS];

  /** The events that a cell has had in this slot; touched by the few operations that have one. */
  private final AtomicIntegerArray events = new AtomicIntegerArray(CELLS);

  private final AtomicIntegerArray treatedSlow = new AtomicIntegerArray(PHASES);
  private final AtomicIntegerArray controlSlow = new AtomicIntegerArray(PHASES);
  private volatile int judged;

  /** Loads what counting needs: a class loaded under an operation would pin its virtual thread. */
  OperationCounts() {
    CountStripe stripe = stripes.take();
    if (stripe != null) {
      stripe.add(1, 0, CountStripe.NO_BUCKET, false, false, 0, 0);
      stripe.release();
    }
    isFirst(0, LogBuckets.of(0));
  }

  /** Says which phases are counted, a bit each, from the next operation on. */
  void judged(int phaseBits) {
    judged = phaseBits;
  }

  /** Sets above how many nanoseconds a call of each side counts as slow. */
  void slowAbove(Phase phase, double treatedNanos, double controlNanos) {
    treatedSlow.set(phase.ordinal(), bucket(treatedNanos));
    controlSlow.set(phase.ordinal(), bucket(controlNanos));
  }

  private static int bucket(double nanos) {
    return Double.isInfinite(nanos) ? LogBuckets.COUNT : LogBuckets.of((long) nanos);
  }

  @Override
  public void finished(Operation operation, long elapsedNanos, boolean failed) {
    int bits = judged;
    if (bits == 0) {
      return;
    }
    int treated = operation.treatedBits() & bits;
    int control = operation.controlBits() & bits;
    if ((treated | control) != 0) {
      count(operation, treated, control, elapsedNanos, failed);
    }
  }

  private void count(
      Operation operation, int treated, int control, long elapsedNanos, boolean failed) {
    long subject = operation.subject();
    int cell = subject == 0 ? NO_CELL : (int) (spread(subject) >>> 52);
    int before = cell == NO_CELL ? 0 : samples[cell];
    boolean error = failed && isFirst(cell, ERROR);
    if (before == MOST_SAMPLES && !error) {
      return;
    }
    int bucket = before == MOST_SAMPLES ? CountStripe.NO_BUCKET : LogBuckets.of(elapsedNanos);
    if (cell != NO_CELL && before < MOST_SAMPLES) {
      samples[cell] = (byte) (before + 1);
    }
    int slow = bucket == CountStripe.NO_BUCKET ? 0 : slowPhases(treated, control, bucket, cell);
    CountStripe stripe = stripes.take();
    if (stripe != null) {
      try {
        stripe.add(treated, control, bucket, before == 0, error, slow, operation.cpuNanos());
      } finally {
        stripe.release();
      }
    }
  }

  /** Few operations are slow, so most of the time this compares and is done. */
  private int slowPhases(int treated, int control, int bucket, int cell) {
    int slow = 0;
    for (int phase = 0; phase < PHASES; phase++) {
      int bit = 1 << phase;
      if (((treated & bit) != 0 && bucket > treatedSlow.get(phase))
          || ((control & bit) != 0 && bucket > controlSlow.get(phase))) {
        slow |= isFirst(cell, SLOW << phase) ? bit : 0;
      }
    }
    return slow;
  }

  private boolean isFirst(int cell, int event) {
    return cell == NO_CELL || (events.getAndAccumulate(cell, event, (a, b) -> a | b) & event) == 0;
  }

  private static long spread(long subject) {
    long h = (subject ^ (subject >>> 33)) * 0xff51afd7ed558ccdL;
    return (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
  }

  /** Returns and forgets the events of one phase since the last call; for one background thread. */
  EventCounts takeEvents(Phase phase) {
    long[] counts = new long[CountStripe.EVENTS];
    stripes.each(stripe -> stripe.takeEvents(phase.ordinal(), counts));
    return new EventCounts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
  }

  /** Moves the durations of one phase since the last call into {@code slot}. */
  void takeSlot(Phase phase, SlotSample slot) {
    stripes.each(stripe -> stripe.takeSlot(phase.ordinal(), slot));
  }

  /** Lets every subject count again. */
  void beginSlot() {
    Arrays.fill(samples, (byte) 0);
    for (int cell = 0; cell < CELLS; cell++) {
      if (events.get(cell) != 0) {
        events.set(cell, 0);
      }
    }
  }
}
