package dev.latchkey.agent.handler;

import dev.latchkey.runtime.session.Lookup;
import dev.latchkey.runtime.token.ProofMark;

/**
 * The answer of a whole authentication while the application makes it. Validations inside run the
 * application's own code, and tell here which token it accepted. Confined to the thread of the
 * authentication.
 */
final class WholeAnswer {
  private final Lookup lookup;
  private final ProofMark mark;
  private final String token;
  private boolean validated;

  WholeAnswer(Lookup lookup, ProofMark mark, String token) {
    this.lookup = lookup;
    this.mark = mark;
    this.token = token;
  }

  Lookup lookup() {
    return lookup;
  }

  /** Returns what was true when the making began. */
  ProofMark mark() {
    return mark;
  }

  /** Returns the token without the name of its scheme. */
  String token() {
    return token;
  }

  /** Takes in that the application's own code of a validation accepted a token. */
  void accepted(String presented) {
    if (Bearer.bare(presented).strip().equals(token)) {
      validated = true;
    }
  }

  boolean isValidated() {
    return validated;
  }
}
