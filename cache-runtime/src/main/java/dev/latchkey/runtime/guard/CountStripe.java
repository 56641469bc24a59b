package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.metrics.Stripe;
import dev.latchkey.runtime.rollout.Phase;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one thread at a time counts into. A phase takes 8 kB once it is judged. */
final class CountStripe extends Stripe {
  static final int EVENTS = 6;
  static final int NO_BUCKET = -1;

  private static final int SUBJECTS = 0;
  private static final int ERRORS = 2;
  private static final int SLOW = 4;
  private static final long MOST_CPU_NANOS = 1_000_000_000;

  private final @Nullable Counts[] phases = new @Nullable Counts[Phase.values().length];

  private static final class Counts {
    private final int[][] durations = new int[2][LogBuckets.COUNT];
    private final long[] events = new long[EVENTS];
    private final long[] cpuSamples = new long[2];
    private final long[] cpuNanos = new long[2];
  }

  /**
   * Adds an operation.
   *
   * @param treated bits of the phases that treated it
   * @param control bits of the phases that did not
   * @param bucket of its duration, or {@link #NO_BUCKET} when that does not count
   * @param slow bits of the phases for which it was slow
   * @param cpu nanoseconds, 0 when not known
   */
  void add(int treated, int control, int bucket, boolean first, boolean error, int slow, long cpu) {
    for (int phase = 0; phase < phases.length; phase++) {
      int bit = 1 << phase;
      if (((treated | control) & bit) != 0) {
        add(
            counts(phase),
            (treated & bit) != 0 ? 0 : 1,
            bucket,
            first,
            error,
            (slow & bit) != 0,
            cpu);
      }
    }
  }

  private static void add(
      Counts counts, int side, int bucket, boolean first, boolean error, boolean slow, long cpu) {
    if (bucket != NO_BUCKET) {
      counts.durations[side][bucket]++;
    }
    counts.events[SUBJECTS + side] += first ? 1 : 0;
    counts.events[ERRORS + side] += error ? 1 : 0;
    counts.events[SLOW + side] += slow ? 1 : 0;
    if (cpu > 0) {
      counts.cpuSamples[side]++;
      counts.cpuNanos[side] += Math.min(cpu, MOST_CPU_NANOS);
    }
  }

  private Counts counts(int phase) {
    Counts counts = phases[phase];
    if (counts == null) {
      counts = new Counts();
      phases[phase] = counts;
    }
    return counts;
  }

  void takeEvents(int phase, long[] sums) {
    Counts counts = phases[phase];
    if (counts != null) {
      for (int i = 0; i < EVENTS; i++) {
        sums[i] += counts.events[i];
        counts.events[i] = 0;
      }
    }
  }

  void takeSlot(int phase, SlotSample slot) {
    Counts counts = phases[phase];
    if (counts == null) {
      return;
    }
    for (int side = 0; side < 2; side++) {
      SlotSample.Side to = slot.side(side == 0);
      int[] durations = counts.durations[side];
      for (int bucket = 0; bucket < durations.length; bucket++) {
        if (durations[bucket] > 0) {
          to.add(bucket, durations[bucket]);
        }
      }
      Arrays.fill(durations, 0);
      to.addCpu(counts.cpuSamples[side], counts.cpuNanos[side]);
      counts.cpuSamples[side] = 0;
      counts.cpuNanos[side] = 0;
    }
  }
}
