package dev.latchkey.runtime.config;

import java.util.Locale;

/** Which classes a target means. */
public enum Match {
  /** The named class alone. */
  EXACT,
  /** The named class or interface and everything below it. */
  SUBTYPES;

  private final String id = name().toLowerCase(Locale.ROOT);

  /** Returns the name as users write it: lower case. */
  public String id() {
    return id;
  }
}
