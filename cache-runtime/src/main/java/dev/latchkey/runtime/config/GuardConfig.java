package dev.latchkey.runtime.config;

import java.time.Duration;
import java.util.List;

/**
 * How a rollout is judged. Immutable.
 *
 * @param maxRegressionRatio share by which the treated side may be slower: 0.01 to 1, default 0.10
 * @param steps shares in percent, rising, each 1 to 100; default 10, 50, 100
 * @param minStep shortest time at one share: 1 minute to 7 days, default 5 minutes
 * @param minSamples fewest calls of each side at one share: 50 to 1,000,000, default 200
 * @param holdBackRatio share of subjects that no step treats, to compare with: 0 to 0.5, default
 *     0.05
 * @param verifyHitsRatio share of hits that the application answers as well, to be compared: 0 to
 *     1, default 0.01 (safety rules M-3 and SES-3)
 * @param gate the criterion of the phase's gate that must pass before a plan takes its next step:
 *     one of {@link #GATES}; default none. One that a phase has not got holds none of its plans up
 * @param coolDown how long a phase stays off after it was rolled back, doubled each time: 1 minute
 *     to 7 days, default 30 minutes
 */
public record GuardConfig(
    double maxRegressionRatio,
    List<Integer> steps,
    Duration minStep,
    int minSamples,
    double holdBackRatio,
    double verifyHitsRatio,
    String gate,
    Duration coolDown) {
  /** No gate has to be passed. */
  public static final String NO_GATE = "none";

  /** Every criterion of the gate has to be passed. */
  public static final String WHOLE_GATE = "all";

  /** What may be asked for: nothing, everything or one criterion by its name. */
  public static final List<String> GATES =
      List.of(
          NO_GATE,
          WHOLE_GATE,
          "hit-rate",
          "mean-latency",
          "connection-overhead",
          "utilization",
          "connections-avoided");

  static final double MIN_RATIO = 0.01;
  static final Duration MIN_STEP = Duration.ofMinutes(1);
  static final Duration MAX_STEP = Duration.ofDays(7);
  static final int FEWEST_SAMPLES = 50;
  static final int MOST_SAMPLES = 1_000_000;

  /** The largest hold-back in percent. */
  public static final int MAX_HOLD_BACK = 50;

  /** The guard when the file says nothing. */
  public static final GuardConfig DEFAULT =
      new GuardConfig(
          0.10,
          List.of(10, 50, 100),
          Duration.ofMinutes(5),
          200,
          0.05,
          0.01,
          NO_GATE,
          Duration.ofMinutes(30));

  /** Checks every range and copies the list. */
  public GuardConfig {
    Checks.that(
        maxRegressionRatio >= MIN_RATIO && maxRegressionRatio <= 1,
        "maxRegressionRatio is not between 0.01 and 1");
    steps = List.copyOf(steps);
    Checks.that(rising(steps), "steps do not rise");
    steps.forEach(step -> Checks.range("step", step, 1, PhaseConfig.MAX_PERCENT));
    Checks.range("minStep", minStep, MIN_STEP, MAX_STEP);
    Checks.range("minSamples", minSamples, FEWEST_SAMPLES, MOST_SAMPLES);
    Checks.that(holdBackRatio >= 0 && holdBackRatio <= 0.5, "holdBackRatio is not in 0 to 0.5");
    Checks.that(verifyHitsRatio >= 0 && verifyHitsRatio <= 1, "verifyHitsRatio is not in 0 to 1");
    Checks.that(GATES.contains(gate), "gate is not one of " + GATES);
    Checks.range("coolDown", coolDown, MIN_STEP, MAX_STEP);
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
