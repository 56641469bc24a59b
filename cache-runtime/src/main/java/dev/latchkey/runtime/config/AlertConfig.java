package dev.latchkey.runtime.config;

import java.util.Locale;

/**
 * A rule that makes itself heard. Immutable.
 *
 * @param name unique among all alerts: 1 to 64 of a-z, 0-9 and -
 * @param severity default {@link Severity#WARNING}
 */
public record AlertConfig(String name, AlertCondition when, Severity severity) {

  /** Checks the name. */
  public AlertConfig {
    Checks.that(Ascii.isName(name), "not an alert name: " + name);
  }

  /** How much an alert matters. */
  public enum Severity {
    /** Good to know. */
    INFO,
    /** Look at it today. */
    WARNING,
    /** Look at it now. */
    CRITICAL;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** Returns the name as users write it: lower case. */
    public String id() {
      return id;
    }
  }
}
