package dev.latchkey.runtime.guard;

/**
 * Compares the CPU time of one operation, which is read for a sample of them. Slots add up until
 * both sides have {@value #FEWEST}. Confined to its judge.
 */
final class CpuTest {
  private static final int FEWEST = 20;

  private final PairTest pairs = new PairTest();
  private long treatedSamples;
  private long treatedPending;
  private long controlPending;
  private long treatedNanos;
  private long controlNanos;

  void add(SlotSample slot) {
    treatedPending += slot.treated().cpuSamples();
    controlPending += slot.control().cpuSamples();
    treatedNanos += slot.treated().cpuNanos();
    controlNanos += slot.control().cpuNanos();
    if (treatedPending >= FEWEST && controlPending >= FEWEST) {
      double scale = (double) treatedPending / controlPending;
      pairs.add((double) treatedNanos, scale * controlNanos);
      treatedSamples += treatedPending;
      treatedPending = 0;
      controlPending = 0;
      treatedNanos = 0;
      controlNanos = 0;
    }
  }

  PairTest pairs() {
    return pairs;
  }

  double controlMeanNanos() {
    return treatedSamples == 0 ? Double.NaN : pairs.controlTotal() / treatedSamples;
  }
}
