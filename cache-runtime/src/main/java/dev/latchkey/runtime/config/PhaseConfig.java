package dev.latchkey.runtime.config;

/** What all phases have in common. */
public sealed interface PhaseConfig
    permits JwksPhase, JwtPhase, SessionPhase, PoolPhase, IntegratedPhase {
  /** The share of subjects when the file does not say. */
  int DEFAULT_ROLLOUT_PERCENT = 100;

  /** The whole. */
  int MAX_PERCENT = 100;

  /** Returns whether the phase is on at start; default off. */
  boolean enabled();

  /** Returns the share of subjects that the phase treats when it is on: 0 to 100, default 100. */
  int rolloutPercent();
}
