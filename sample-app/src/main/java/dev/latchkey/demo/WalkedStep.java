package dev.latchkey.demo;

/**
 * One step of a plan when it was over. Immutable.
 *
 * @param outcome what came of it
 * @param percent of subjects that were treated
 * @param seconds how long it took
 * @param ground what the guard decided on; without a decision how the means compared
 */
record WalkedStep(
    String phase, Outcome outcome, int percent, long seconds, RolloutStatus.Comparison ground) {
  /** What ended a step. */
  enum Outcome {
    /** The guard found it safe and took the next one. */
    SAFE("safe, next step"),
    /** The guard found the last one safe. */
    COMPLETE("safe, complete"),
    /** The guard found harm. */
    ROLLED_BACK("rolled back"),
    /** The guard had not decided in the time it was given, and the demonstration took the next. */
    BY_HAND("by hand"),
    /** The guard had not decided about the last one in the time it was given. */
    LEFT("left on, still judged");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
