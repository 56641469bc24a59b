package dev.latchkey.dashboard.http;

/** As whom a call was made. */
public enum Caller {
  /** No credentials came with the call. */
  ANONYMOUS("nobody"),
  /** The admin token came in the Authorization header. */
  BEARER("api"),
  /** The cookie of a dashboard session came with the call. */
  SESSION("dashboard");

  private final String actor;

  Caller(String actor) {
    this.actor = actor;
  }

  /** Returns the name that events carry. */
  public String actor() {
    return actor;
  }

  /** Returns whether the caller has shown the admin token. */
  public boolean authenticated() {
    return this != ANONYMOUS;
  }
}
