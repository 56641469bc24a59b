package dev.latchkey.runtime.config;

/** Phase 5: the layers work as one. Immutable. */
public record IntegratedPhase(boolean enabled, int rolloutPercent) implements PhaseConfig {
  /** The phase when the file says nothing. */
  public static final IntegratedPhase DEFAULT = new IntegratedPhase(false, DEFAULT_ROLLOUT_PERCENT);

  /** Checks the share. */
  public IntegratedPhase {
    Checks.range("rolloutPercent", rolloutPercent, 0, MAX_PERCENT);
  }
}
