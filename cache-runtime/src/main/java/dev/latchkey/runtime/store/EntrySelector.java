package dev.latchkey.runtime.store;

/**
 * Names what the entries to drop are about. Immutable.
 *
 * @param value a subject, an issuer, a key id, or the SHA-256 of a token in hexadecimal digits
 */
public record EntrySelector(Kind kind, String value) {
  /** What an entry can be about. */
  public enum Kind {
    /** Whom the token is about. */
    SUBJECT("subject"),
    /** Who issued it. */
    ISSUER("issuer"),
    /** The key that it names. */
    KID("kid"),
    /** The token itself. */
    TOKEN("token-sha256");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** Returns the name as users write it. */
    public String id() {
      return id;
    }
  }

  /** Shows the kind alone: the value is somebody's name or token. */
  @Override
  public String toString() {
    return "EntrySelector[" + kind.id() + "]";
  }
}
