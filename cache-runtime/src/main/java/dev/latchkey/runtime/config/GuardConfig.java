package dev.latchkey.runtime.config;

import java.time.Duration;
import java.util.List;

/**
 * How a rollout is judged. Immutable.
 *
 * @param maxRegressionRatio share by which the treated side may be slower: 0.01 to 1, default 0.10
 * @param steps shares in percent, rising, each 1 to 100; default 10, 50, 100
 * @param minStep shortest time at one share: 1 minute to 7 days, default 5 minutes
 */
public record GuardConfig(double maxRegressionRatio, List<Integer> steps, Duration minStep) {
  static final double MIN_RATIO = 0.01;
  static final Duration MIN_STEP = Duration.ofMinutes(1);
  static final Duration MAX_STEP = Duration.ofDays(7);

  /** The guard when the file says nothing. */
  public static final GuardConfig DEFAULT =
      new GuardConfig(0.10, List.of(10, 50, 100), Duration.ofMinutes(5));

  /** Checks every range and copies the list. */
  public GuardConfig {
    Checks.that(
        maxRegressionRatio >= MIN_RATIO && maxRegressionRatio <= 1,
        "maxRegressionRatio is not between 0.01 and 1");
    steps = List.copyOf(steps);
    Checks.that(rising(steps), "steps do not rise");
    steps.forEach(step -> Checks.range("step", step, 1, PhaseConfig.MAX_PERCENT));
    Checks.range("minStep", minStep, MIN_STEP, MAX_STEP);
  }

  /** Tells whether there is a step and each is greater than the one before. */
  static boolean rising(List<Integer> steps) {
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i) <= steps.get(i - 1)) {
        return false;
      }
    }
    return !steps.isEmpty();
  }
}
