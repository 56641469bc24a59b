package dev.latchkey.dashboard.http;

import dev.latchkey.runtime.config.AdminRole;
import org.jspecify.annotations.Nullable;

/**
 * As whom a call was made. Immutable.
 *
 * @param actor the name that events and the audit carry
 * @param role what the token that was shown allows; null when none was
 * @param bySession whether a cookie stood for the token
 */
public record Caller(String actor, @Nullable AdminRole role, boolean bySession) {
  /** No credentials came with the call. */
  public static final Caller ANONYMOUS = new Caller("nobody", null, false);

  /** Returns whether the caller has shown a token. */
  public boolean authenticated() {
    return role != null;
  }

  /** Returns whether the caller's token allows what needs {@code needed}. */
  public boolean may(AdminRole needed) {
    return role != null && role.covers(needed);
  }
}
