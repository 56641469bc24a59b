package dev.latchkey.runtime.rollout;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to change about a phase; what is left empty stays. Immutable.
 *
 * @param enabled true ends the shadow
 * @param shadow true switches off what is enabled
 * @param rolloutPercent 0 to 100
 * @param actor who asks: {@code config}, {@code api}, {@code auto}
 * @param reason why, for the event log; may be empty. Control characters are taken out and the rest
 *     cut to 200 characters
 */
public record PhaseChange(
    Optional<Boolean> enabled,
    Optional<Boolean> shadow,
    OptionalInt rolloutPercent,
    String actor,
    String reason) {
  private static final int MAX_REASON = 200;

  /** Changes a phase without a word about its shadow. */
  public PhaseChange(
      Optional<Boolean> enabled, OptionalInt rolloutPercent, String actor, String reason) {
    this(enabled, Optional.empty(), rolloutPercent, actor, reason);
  }

  /** Checks the share and cleans the reason. */
  public PhaseChange {
    if (enabled.orElse(false) && shadow.orElse(false)) {
      throw new IllegalArgumentException("a phase is enabled or in shadow, not both");
    }
    if (rolloutPercent.isPresent()
        && (rolloutPercent.getAsInt() < 0 || rolloutPercent.getAsInt() > 100)) {
      throw new IllegalArgumentException(
          "rolloutPercent is " + rolloutPercent.getAsInt() + ", allowed is 0 to 100");
    }
    reason = clean(reason);
  }

  /** A reason comes from outside and ends up in logs: one line, bounded. */
  private static String clean(String reason) {
    var line = reason.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON);
  }
}
