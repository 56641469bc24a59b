package dev.latchkey.runtime.shadow;

import java.util.Locale;

/** How the application's own answer differed from what was kept. */
public enum Mismatch {
  /**
   * The application refused what was kept as good, and would have been served still: there is no
   * reason for which that may happen, so one ends the phase.
   */
  WRONG_ACCEPT,
  /**
   * The issuer refused an opaque token that was kept as good. It may be revoked at any time, and is
   * kept for 60 s at most.
   */
  REVOKED,
  /** Another result for the same call. */
  DIFFERENT,
  /** The user is not there any more; another process may have removed it. */
  GONE,
  /** The user is another; another process may have changed it. */
  CHANGED,
  /** The provider published another key set. */
  KEYS_CHANGED;

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Returns the name as users read it: lower case, with dashes. */
  public String id() {
    return id;
  }
}
