package dev.latchkey.runtime.alert;

import dev.latchkey.runtime.config.AlertConfig.Severity;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How one rule stands. Immutable; holds no secret and no personal data.
 *
 * @param id the rule's name
 * @param rule when it fires, as the configuration has it, or in words for what is built in
 * @param sentence what was last seen
 * @param since when it came into its state
 * @param acknowledgedBy who, as the audit names him; empty when nobody has
 * @param silencedUntil nobody is told before then
 */
public record Alert(
    String id,
    String rule,
    Severity severity,
    State state,
    String sentence,
    Instant since,
    Optional<String> acknowledgedBy,
    Optional<Instant> silencedUntil) {

  /** Where an alert stands. */
  public enum State {
    /** What the rule says does not hold. */
    OK,
    /** It holds, and not for long enough yet. */
    PENDING,
    /** It holds. */
    FIRING,
    /** It holds, and somebody has seen it. */
    ACKNOWLEDGED,
    /** It would fire, and nobody is to be told for now. */
    SILENCED,
    /** It held within the last day. */
    RESOLVED;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** Returns the name as users read it: lower case. */
    public String id() {
      return id;
    }
  }
}
