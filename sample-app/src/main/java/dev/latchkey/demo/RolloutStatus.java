package dev.latchkey.demo;

/**
 * Where a plan stands and how its phase is judged, as the agent tells it. Immutable.
 *
 * @param version of the phase and its plan, to be given back with a change
 * @param status {@code running}, {@code complete}, {@code rolled-back} and so on
 * @param step number of the plan's step, from 1
 * @param percent of subjects that are treated now
 * @param stepSeconds how long that share holds
 * @param sentence the verdict in words
 * @param mean the comparison of means so far
 * @param decision the latest one in words
 * @param ground what that decision rests on
 */
record RolloutStatus(
    String version,
    String status,
    int step,
    int percent,
    long stepSeconds,
    String verdict,
    String sentence,
    Comparison mean,
    String decision,
    Comparison ground) {

  /**
   * The two sides; not a number where nothing is known yet.
   *
   * @param test what is compared, empty when nothing was
   * @param ratio treated to control
   * @param low the ratio is not below this, whenever one looks
   * @param high the ratio is not above this, or not a number when nothing bounds it
   */
  record Comparison(String test, double ratio, double low, double high) {}

  boolean isRunning() {
    return status.equals("running");
  }

  /** Returns whether this is still the same step of the same plan. */
  boolean isSameStep(RolloutStatus earlier) {
    return isRunning() && step == earlier.step;
  }
}
