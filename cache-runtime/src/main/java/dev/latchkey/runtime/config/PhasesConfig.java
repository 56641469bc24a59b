package dev.latchkey.runtime.config;

import dev.latchkey.runtime.rollout.Phase;

/** The five phases. Immutable. */
public record PhasesConfig(
    JwksPhase jwks,
    JwtPhase jwt,
    SessionPhase session,
    PoolPhase pool,
    IntegratedPhase integrated) {
  /** All phases off. */
  public static final PhasesConfig DEFAULT =
      new PhasesConfig(
          JwksPhase.DEFAULT,
          JwtPhase.DEFAULT,
          SessionPhase.DEFAULT,
          PoolPhase.DEFAULT,
          IntegratedPhase.DEFAULT);

  /** Returns what all phases have in common, of one of them. */
  public PhaseConfig of(Phase phase) {
    return switch (phase) {
      case JWKS -> jwks;
      case JWT -> jwt;
      case SESSION -> session;
      case POOL -> pool;
      case INTEGRATED -> integrated;
    };
  }
}
