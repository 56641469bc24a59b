package dev.latchkey.agent.cli;

/**
 * A key of the configuration file, as {@code docs/configuration.md} describes it. Immutable.
 *
 * @param name with dots, and {@code []} for the place in a list
 * @param type such as {@code duration}
 * @param fallback what holds without it; empty when there is nothing to say
 * @param allowed bounds and meaning; may be empty
 */
record ConfigKey(String name, String type, String fallback, String allowed) {
  /** Tells whether this is one of what stands below another. */
  boolean isIn(String section) {
    return name.startsWith(section + ".") || name.startsWith(section + "[].");
  }

  /** Tells whether a user who writes {@code ttl} may mean this. */
  boolean endsWith(String part) {
    return name.endsWith("." + part);
  }
}
