package dev.latchkey.runtime.guard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges one phase at one share, from what each slot brought. Knows no clock and no plan. Every
 * verdict holds however often it is asked for: the tests are made to be looked at all the time.
 * Confined to whoever holds it.
 *
 * <p>Beside the tests over everything since the share was set, two windows of an hour, half an hour
 * apart, begin anew: after good days, a change for the worse would take as many days to show in the
 * sum.
 */
final class Judge {
  static final int FEWEST_SAMPLES = 50;
  private static final int WINDOW_SLOTS = 240;

  /** The slot in which the share was set, and one for operations that had begun before. */
  private static final int SETTLING_SLOTS = 2;

  private final Limits limits;
  private final ControlWindow earlier;
  private final SlotSample open = new SlotSample();
  private final SlotTests all = new SlotTests();
  private final SlotTests[] windows = {new SlotTests(), new SlotTests()};
  private final CpuTest cpu = new CpuTest();
  private final EventTests events;
  private @Nullable Thresholds thresholds;
  private long slots;
  private long treatedSamples;
  private long controlSamples;
  private double treatedNanos;
  private double controlNanos;

  /**
   * Begins with nothing.
   *
   * @param share of subjects on the treated side, above 0 and below 1
   * @param earlier the control side before this share was set: it is the same at every share
   */
  Judge(Limits limits, double share, ControlWindow earlier) {
    this.limits = limits;
    this.earlier = earlier;
    events = new EventTests(limits, share);
    thresholds = earlier.isEmpty() ? null : Thresholds.of(earlier);
  }

  /** Takes in the events of a short time. */
  void add(EventCounts counts) {
    events.add(counts, slots >= SETTLING_SLOTS);
  }

  /** Takes in a slot that is over, whatever was in it. */
  void add(SlotSample slot) {
    slots++;
    if (slots <= SETTLING_SLOTS) {
      return;
    }
    if (slots % (WINDOW_SLOTS / 2) == 0) {
      windows[(int) (slots / (WINDOW_SLOTS / 2) % 2)] = new SlotTests();
    }
    treatedSamples += slot.treatedSamples();
    controlSamples += slot.controlSamples();
    treatedNanos += slot.treated().totalNanos(LogBuckets.COUNT - 1);
    controlNanos += slot.control().totalNanos(LogBuckets.COUNT - 1);
    cpu.add(slot);
    open.add(slot);
    if (open.treatedSamples() >= FEWEST_SAMPLES && open.controlSamples() >= FEWEST_SAMPLES) {
      close();
    }
  }

  private void close() {
    if (thresholds != null) {
      all.add(open, thresholds);
      for (SlotTests window : windows) {
        window.add(open, thresholds);
      }
    }
    earlier.add(open.control());
    open.clear();
    thresholds = Thresholds.of(earlier);
  }

  /** Forgets the slot that is not over, of which nobody knows how long it was. */
  void dropOpen() {
    open.clear();
  }

  /** Returns the control side's p99, infinite before the first slots. */
  double controlSlowNanos() {
    return thresholds == null
        ? Double.POSITIVE_INFINITY
        : LogBuckets.nanos(thresholds.p99().bucket());
  }

  /** Returns the duration above which a treated call counts as slow. */
  double treatedSlowNanos() {
    double p99 = controlSlowNanos();
    return p99 * limits.margin(p99);
  }

  /** Returns what can be said by now, but not how long the rest will take. */
  Assessment look() {
    return new Assessing(limits, thresholds).look(seen());
  }

  /** Returns what can be said by now. */
  Assessment assess() {
    return new Assessing(limits, thresholds).assess(seen());
  }

  private Seen seen() {
    return new Seen(
        all,
        List.of(windows),
        cpu,
        events,
        Math.max(0, slots - SETTLING_SLOTS),
        treatedSamples,
        controlSamples,
        treatedNanos / treatedSamples,
        controlNanos / controlSamples);
  }

  /**
   * What the tests hold.
   *
   * @param treatedMeanNanos of all samples, {@code NaN} before the first
   */
  record Seen(
      SlotTests all,
      List<SlotTests> windows,
      CpuTest cpu,
      EventTests events,
      long slots,
      long treatedSamples,
      long controlSamples,
      double treatedMeanNanos,
      double controlMeanNanos) {}
}
