package dev.latchkey.runtime.guard;

import java.time.Instant;

/**
 * What the control side was like when it was last there. Kept for the time when nobody is on it any
 * more: the best there is then, though another day is another load. Immutable.
 *
 * @param at when it was taken
 * @param samples calls that it was made from
 */
record Baseline(Instant at, double meanNanos, double p50Nanos, double p95Nanos, long samples) {
  static Baseline of(ControlWindow control, Instant now) {
    return new Baseline(
        now,
        control.meanNanos(),
        LogBuckets.nanos(control.quantile(0.5).bucket()),
        LogBuckets.nanos(control.quantile(0.95).bucket()),
        control.samples());
  }
}
