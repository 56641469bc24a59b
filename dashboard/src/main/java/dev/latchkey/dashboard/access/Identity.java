package dev.latchkey.dashboard.access;

import dev.latchkey.runtime.config.AdminRole;

/**
 * Whose token was shown. Immutable.
 *
 * @param name empty for the admin token
 * @param generation of the token; another one once its file holds another token
 */
public record Identity(String name, AdminRole role, int generation) {
  /** Returns the name that events and the audit carry. */
  String actor(boolean bySession) {
    return !name.isEmpty() ? name : bySession ? "dashboard" : "api";
  }
}
