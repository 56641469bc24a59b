package dev.latchkey.runtime.guard;

/**
 * The control side of the last {@value #SLOTS} slots: what thresholds for the next one come from. A
 * threshold that the slot itself had a part in would be no fair one. Confined to its judge.
 */
final class ControlWindow {
  static final int SLOTS = 20;
  private static final int MOST = 0xffff;

  private final char[][] ring = new char[SLOTS][];
  private final int[] sum = new int[LogBuckets.COUNT];
  private long samples;
  private int next;

  /** Adds a slot and drops the oldest; a bucket keeps 65,535 at most. */
  void add(SlotSample.Side side) {
    int[] control = side.counts();
    char[] kept = ring[next] == null ? new char[LogBuckets.COUNT] : ring[next];
    for (int bucket = 0; bucket < LogBuckets.COUNT; bucket++) {
      int count = Math.min(MOST, control[bucket]);
      sum[bucket] += count - kept[bucket];
      samples += count - kept[bucket];
      kept[bucket] = (char) count;
    }
    ring[next] = kept;
    next = (next + 1) % SLOTS;
  }

  boolean isEmpty() {
    return samples == 0;
  }

  Threshold quantile(double quantile) {
    return Threshold.of(sum, samples, quantile);
  }

  long samples() {
    return samples;
  }

  /** Returns the mean duration, {@code NaN} of none. */
  double meanNanos() {
    double total = 0;
    for (int bucket = 0; bucket < LogBuckets.COUNT; bucket++) {
      total += sum[bucket] * LogBuckets.nanos(bucket);
    }
    return samples == 0 ? Double.NaN : total / samples;
  }
}
