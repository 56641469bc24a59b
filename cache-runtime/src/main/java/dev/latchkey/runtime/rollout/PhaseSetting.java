package dev.latchkey.runtime.rollout;

/**
 * How a phase is set at start. Immutable.
 *
 * @param rolloutPercent share of subjects to treat while enabled, 0 to 100
 */
public record PhaseSetting(boolean enabled, int rolloutPercent) {
  /** What holds for a phase that the configuration does not name. */
  public static final PhaseSetting OFF = new PhaseSetting(false, 100);

  /** Checks the share. */
  public PhaseSetting {
    if (rolloutPercent < 0 || rolloutPercent > 100) {
      throw new IllegalArgumentException(
          "rolloutPercent is " + rolloutPercent + ", allowed is 0 to 100");
    }
  }
}
