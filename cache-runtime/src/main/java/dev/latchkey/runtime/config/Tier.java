package dev.latchkey.runtime.config;

import java.util.Locale;

/** How much of a token validation is kept. */
public enum Tier {
  /** That the signature verified; every other check still runs. */
  SIGNATURE,
  /** The whole successful validation, never longer than the token lives. */
  FULL;

  private final String id = name().toLowerCase(Locale.ROOT);

  /** Returns the name as users write it: lower case. */
  public String id() {
    return id;
  }
}
