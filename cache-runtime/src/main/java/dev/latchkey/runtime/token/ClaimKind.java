package dev.latchkey.runtime.token;

/** The claims by which kept answers can be found and forbidden. */
public enum ClaimKind {
  /** The token itself, by its SHA-256 in hexadecimal digits. */
  TOKEN("token"),
  /** The token's own name, {@code jti} (RFC 7519 section 4.1.7). */
  ID("jti"),
  /** The login that it came from, {@code sid}. */
  SESSION("sid"),
  /** Whom it is about, {@code sub}. */
  SUBJECT("sub"),
  /** Who issued it, {@code iss}. */
  ISSUER("iss"),
  /** The key that signed it, {@code kid}. */
  KEY("kid");

  private final String id;

  ClaimKind(String id) {
    this.id = id;
  }

  /** Returns the claim's short name. */
  public String id() {
    return id;
  }
}
