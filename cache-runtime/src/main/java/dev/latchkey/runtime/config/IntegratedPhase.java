package dev.latchkey.runtime.config;

/**
 * Phase 5: the layers work as one. Immutable.
 *
 * @param tune whether lives and shares of memory are fitted to what is seen, within the bounds
 */
public record IntegratedPhase(boolean enabled, int rolloutPercent, boolean tune)
    implements PhaseConfig {
  /** The phase when the file says nothing. */
  public static final IntegratedPhase DEFAULT = 
      new IntegratedPhase(false, DEFAULT_ROLLOUT_PERCENT, true);

  /** Checks the share. */
  public IntegratedPhase {
    Checks.range("rolloutPercent", rolloutPercent, 0, MAX_PERCENT);
  }
}
