package dev.latchkey.runtime.redis;

/**
 * What may be shared between processes: rule R-1. Verified signatures, validations, introspections
 * and passwords depend on objects of one process and are not among them.
 */
public enum SharedLayer {
  /** Documents with public keys. */
  JWKS("jwks"),
  /** Users, as lookups return them. */
  SESSION("session");

  private final String id;

  SharedLayer(String id) {
    this.id = id;
  }

  /** Returns the name in Redis. */
  public String id() {
    return id;
  }
}
