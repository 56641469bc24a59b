package dev.latchkey.runtime.bench;

import java.util.Locale;

/** What a request's token is like. */
public enum TokenKind {
  /** To be accepted. */
  GOOD,
  /** Signed well, past its {@code exp}. */
  EXPIRED,
  /** A byte of its signature is another one. */
  TAMPERED,
  /** Names a key that the issuer does not have. */
  UNKNOWN_KEY,
  /** Signed well, for somebody else. */
  WRONG_AUDIENCE;

  /** Returns the name in files, such as {@code unknown-key}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
