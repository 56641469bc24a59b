package dev.latchkey.runtime.pool.advice;

/** Says in one number how much a finding is worth. Stateless. */
final class Scores {
  private static final int HIGHEST = 100;

  private Scores() {}

  /**
   * Returns the score.
   *
   * @param share of the time of all statements that this one takes, 0 to 1
   * @param saving what of that would be saved, 0 to 1
   */
  static int of(double share, double saving) {
    return (int) Math.round(Math.max(0, Math.min(1, share * saving)) * HIGHEST);
  }
}
