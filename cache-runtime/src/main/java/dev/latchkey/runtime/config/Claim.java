package dev.latchkey.runtime.config;

/** What the agent reads from the result of a successful validation. */
public enum Claim {
  /** When it ends: {@code exp} (RFC 7519 section 4.1.4). */
  EXPIRES_AT("expires-at"),
  /** When it begins: {@code nbf}. */
  NOT_BEFORE("not-before"),
  /** When it was issued: {@code iat}. */
  ISSUED_AT("issued-at"),
  /** Whom it is about: {@code sub}. */
  SUBJECT("subject"),
  /** Who issued it: {@code iss}. */
  ISSUER("issuer"),
  /** Its own name: {@code jti}. */
  ID("id"),
  /** The login that it came from: {@code sid}. */
  SESSION("session"),
  /** The key that its holder has to prove: {@code cnf}. */
  CONFIRMATION("confirmation"),
  /** What makes it good for one use: {@code nonce}. */
  NONCE("nonce"),
  /** What makes it a message instead of a permission: {@code events}. */
  EVENTS("events");

  private final String id;

  Claim(String id) {
    this.id = id;
  }

  /** Returns the name as users write it. */
  public String id() {
    return id;
  }
}
