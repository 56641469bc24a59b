package dev.latchkey.runtime.rollout;

import java.time.Instant;

/**
 * What one phase does now. Immutable.
 *
 * @param available whether this build can run the phase; a phase that is not available stays off
 * @param rolloutPercent share of subjects that an enabled phase treats, 0 to 100
 * @param version rises by one with every change, from 1, and to that of a change that is taken from
 *     another process
 * @param changedBy who made the last change: {@code config}, {@code api}, {@code auto}, {@code
 *     fleet}
 */
public record PhaseState(
    Phase phase,
    boolean available,
    boolean enabled,
    int rolloutPercent,
    long version,
    Instant changedAt,
    String changedBy) {

  /** Checks the share. */
  public PhaseState {
    if (rolloutPercent < 0 || rolloutPercent > 100) {
      throw new IllegalArgumentException(
          "rolloutPercent is " + rolloutPercent + ", allowed is 0 to 100");
    }
  }
}
