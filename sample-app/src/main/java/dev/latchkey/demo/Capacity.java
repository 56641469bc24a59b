package dev.latchkey.demo;

import java.time.Duration;

/**
 * Finds how many requests a second a build answers while 95 % of them, counted from when they were
 * due, take no longer than a target: a run as fast as answers come says where to look, and halving
 * what lies between a rate that held and one that did not narrows it down. Immutable.
 *
 * @param target for the 95th percentile
 * @param leadIn load before the search that is not counted: while others had their turns, threads
 *     ended and what was kept expired
 * @param step length of one run
 * @param steps runs of the search
 */
record Capacity(Duration target, Duration leadIn, Duration step, int steps) {
  private static final double LOWEST = 0.5;
  private static final double HIGHEST = 1.15;

  /** A rate counts as held when so much of it was answered. */
  private static final double HELD = 0.97;

  /**
   * What was found.
   *
   * @param ratePerSecond the highest rate that held; 0 for none
   * @param cpuMicros CPU time of the service for one request, as fast as answers come
   */
  record Found(double ratePerSecond, double cpuMicros) {}

  Found find(Contender contender) throws InterruptedException {
    contender.run(OpenLoad.AS_FAST_AS_ANSWERED, leadIn);
    var before = contender.cpu();
    var full = contender.run(OpenLoad.AS_FAST_AS_ANSWERED, step);
    var cpu = contender.cpu().minus(before);
    if (full.errors() > 0) {
      throw new DemoException(
          full.errors() + " of " + full.sent() + " requests failed: " + contender.build().title());
    }
    var low = 0.0;
    var high = HIGHEST * full.ratePerSecond();
    var rate = LOWEST * full.ratePerSecond();
    for (int i = 0; i < steps; i++) {
      if (holds(contender.run(rate, step), rate)) {
        low = rate;
      } else {
        high = rate;
      }
      rate = low == 0 ? high / 2 : (low + high) / 2;
    }
    return new Found(low, cpu.toNanos() / 1e3 / Math.max(1, full.sent()));
  }

  private boolean holds(OpenLoad.Outcome outcome, double rate) {
    return outcome.errors() == 0
        && outcome.ratePerSecond() >= HELD * rate
        && outcome.p95Millis() <= target.toMillis();
  }
}
