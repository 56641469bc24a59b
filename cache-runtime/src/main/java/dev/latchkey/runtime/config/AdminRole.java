package dev.latchkey.runtime.config;

import java.util.Locale;

/** What the holder of a token may do; each may do what those before it may. */
public enum AdminRole {
  /** Looks at everything. */
  VIEWER,
  /** Switches phases, plans and caches, and revokes. */
  OPERATOR,
  /** Decides what is woven, too. */
  ADMIN;

  private final String id = name().toLowerCase(Locale.ROOT);

  /** Returns the name as users see it: lower case. */
  public String id() {
    return id;
  }

  /** Tells whether this role is enough where {@code needed} is asked for. */
  public boolean covers(AdminRole needed) {
    return compareTo(needed) >= 0;
  }
}
