package dev.latchkey.runtime.guard;

import java.util.List;

/**
 * The shares that a rollout goes through. Immutable.
 *
 * @param steps percents of subjects, rising, each 1 to 100, 20 at most
 * @param holdBackPercent of subjects that no step treats, 0 to 50: with 0, the step of 100 % leaves
 *     nothing to compare with
 */
public record Plan(List<Integer> steps, int holdBackPercent) {
  /** The most steps of a plan. */
  public static final int MOST_STEPS = 20;

  static final int WHOLE = 100;
  private static final int MAX_HOLD_BACK = 50;

  /** Copies the list and checks every range. */
  public Plan {
    steps = List.copyOf(steps);
    check(!steps.isEmpty() && steps.size() <= MOST_STEPS, "a plan has 1 to 20 steps");
    int before = 0;
    for (int step : steps) {
      check(step > before && step <= WHOLE, "steps rise from 1 to 100");
      before = step;
    }
    check(
        holdBackPercent >= 0 && holdBackPercent <= MAX_HOLD_BACK,
        "holdBackPercent is " + holdBackPercent + ", allowed is 0 to 50");
    check(
        steps.size() == 1 || steps.get(steps.size() - 2) < WHOLE - holdBackPercent,
        "only the last step may reach into the " + holdBackPercent + " % that are held back");
  }

  private static void check(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException(complaint);
    }
  }

  /** Returns the percent of subjects that a step treats. */
  public int share(int step) {
    return Math.min(steps.get(step), WHOLE - holdBackPercent);
  }

  boolean isLast(int step) {
    return step == steps.size() - 1;
  }
}
