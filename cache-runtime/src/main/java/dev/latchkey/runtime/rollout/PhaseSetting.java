package dev.latchkey.runtime.rollout;

/**
 * How a phase is set at start. Immutable.
 *
 * @param shadow whether it fills its cache and compares without serving; not while enabled
 * @param rolloutPercent share of subjects to treat while enabled, 0 to 100
 */
public record PhaseSetting(boolean enabled, boolean shadow, int rolloutPercent) {
  /** What holds for a phase that the configuration does not name. */
  public static final PhaseSetting OFF = new PhaseSetting(false, false, 100);

  /** A phase that is on or off. */
  public PhaseSetting(boolean enabled, int rolloutPercent) {
    this(enabled, false, rolloutPercent);
  }

  /** Checks the share. */
  public PhaseSetting {
    if (enabled && shadow) {
      throw new IllegalArgumentException("a phase that is enabled is not in shadow");
    }
    if (rolloutPercent < 0 || rolloutPercent > 100) {
      throw new IllegalArgumentException(
          "rolloutPercent is " + rolloutPercent + ", allowed is 0 to 100");
    }
  }
}
