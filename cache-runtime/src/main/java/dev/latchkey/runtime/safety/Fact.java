package dev.latchkey.runtime.safety;

import java.util.Locale;

/** What can change at an origin while an answer from before is kept. */
public enum Fact {
  /** A token is past its end. */
  EXPIRED_TOKEN("an expired token"),
  /** A key left its key set, and tokens still name it. */
  REMOVED_KEY("a key that was removed from its key set"),
  /** The same while the key set cannot be fetched. */
  REMOVED_KEY_IN_OUTAGE("a key that was removed, while its provider is down"),
  /** An issuer revoked a token that says itself who it is for. */
  REVOKED_TOKEN("a token that was revoked at its issuer alone"),
  /** An issuer revoked a token that it has to be asked about. */
  REVOKED_OPAQUE_TOKEN("an opaque token that was revoked at its issuer alone"),
  /** A user was changed by this application, in a way that the agent sees. */
  USER_CHANGED_HERE("a user that this application changed"),
  /** A user was changed by another process. */
  USER_CHANGED_ELSEWHERE("a user that another process changed"),
  /** Something changed that a whole authentication depends on, and nothing here told of it. */
  WHOLE_AUTHENTICATION("a whole authentication of which something changed elsewhere");

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final String text;

  Fact(String text) {
    this.text = text;
  }

  /** Returns the name as users see it: lower case, with hyphens. */
  public String id() {
    return id;
  }

  /** Returns the same in words, as the subject of a sentence. */
  public String text() {
    return text;
  }
}
