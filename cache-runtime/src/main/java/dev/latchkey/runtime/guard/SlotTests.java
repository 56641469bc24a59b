package dev.latchkey.runtime.guard;

/**
 * Compares mean, median and 95th percentile of the two sides over the same slots. Confined to its
 * judge.
 */
final class SlotTests {
  private final PairTest mean = new PairTest();
  private final QuantileTest p50 = new QuantileTest(0.5);
  private final QuantileTest p95 = new QuantileTest(0.95);
  private long treatedSamples;

  void add(SlotSample slot, Thresholds thresholds) {
    double scale = (double) slot.treatedSamples() / slot.controlSamples();
    int cap = thresholds.cap();
    mean.add(slot.treated().totalNanos(cap), scale * slot.control().totalNanos(cap));
    p50.add(slot, thresholds.p50());
    p95.add(slot, thresholds.p95());
    treatedSamples += slot.treatedSamples();
  }

  PairTest mean() {
    return mean;
  }

  QuantileTest p50() {
    return p50;
  }

  QuantileTest p95() {
    return p95;
  }

  /** Returns the control side's mean in nanoseconds, long calls capped; NaN before the first. */
  double controlMeanNanos() {
    return treatedSamples == 0 ? Double.NaN : mean.controlTotal() / treatedSamples;
  }
}
