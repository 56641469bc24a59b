package dev.latchkey.runtime.guard;

/**
 * What a slot is measured against, from the control side of earlier slots. Immutable.
 *
 * @param cap the bucket that longer calls count as in the mean, so that one pause cannot decide
 */
record Thresholds(int cap, Threshold p50, Threshold p95, Threshold p99) {
  private static final double CAP = 0.999;

  static Thresholds of(ControlWindow earlier) {
    return new Thresholds(
        earlier.quantile(CAP).bucket(),
        earlier.quantile(0.5),
        earlier.quantile(0.95),
        earlier.quantile(0.99));
  }
}
