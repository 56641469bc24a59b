package dev.latchkey.runtime.config;

import dev.latchkey.runtime.rollout.Phase;
import java.util.Set;

/**
 * The five phases. Immutable.
 *
 * @param shadow the phases that fill their caches and compare without serving from the start; none
 *     by default, and none that is enabled or keeps no answers
 */
public record PhasesConfig(
    JwksPhase jwks,
    JwtPhase jwt,
    SessionPhase session,
    PoolPhase pool,
    IntegratedPhase integrated,
    Set<Phase> shadow) {
  /** All phases off. */
  public static final PhasesConfig DEFAULT =
      new PhasesConfig(
          JwksPhase.DEFAULT,
          JwtPhase.DEFAULT,
          SessionPhase.DEFAULT,
          PoolPhase.DEFAULT,
          IntegratedPhase.DEFAULT,
          Set.of());

  /** Copies the set. */
  public PhasesConfig {
    shadow = Set.copyOf(shadow);
  }

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
