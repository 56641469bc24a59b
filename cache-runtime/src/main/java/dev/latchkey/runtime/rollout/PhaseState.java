package dev.latchkey.runtime.rollout;

import java.time.Instant;

/**
 * What one phase does now. Immutable.
 *
 * @param available whether this build can run the phase; a phase that is not available stays off
 * @param shadow whether the phase fills its cache and compares what is kept with the application's
 *     own answers, which are always used; not while enabled
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
    boolean shadow,
    int rolloutPercent,
    long version,
    Instant changedAt,
    String changedBy) {

  /** A phase that is on or off. */
  public PhaseState(
      Phase phase,
      boolean available,
      boolean enabled,
      int rolloutPercent,
      long version,
      Instant changedAt,
      String changedBy) {
    this(phase, available, enabled, false, rolloutPercent, version, changedAt, changedBy);
  }

  /** Checks the share, and that it is not on and in shadow at once. */
  public PhaseState {
    if (enabled && shadow) {
      throw new IllegalArgumentException("a phase that is enabled is not in shadow");
    }
    if (rolloutPercent < 0 || rolloutPercent > 100) {
      throw new IllegalArgumentException(
          "rolloutPercent is " + rolloutPercent + ", allowed is 0 to 100");
    }
  }

  /** Returns what the phase does in a few words, such as {@code on for 10 %}. */
  public String mode() {
    if (enabled) {
      return "on for " + rolloutPercent + " %";
    }
    return shadow ? "in shadow" : "off";
  }
}
