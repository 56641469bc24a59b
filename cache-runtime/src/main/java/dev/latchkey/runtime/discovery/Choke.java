package dev.latchkey.runtime.discovery;

/** What every way to authenticate passes through at the bottom of its stack. */
public enum Choke {
  /** An HTTP request is answered. */
  FETCH,
  /** A public key verifies a signature. */
  VERIFY,
  /** A shared key verifies, or makes, a message authentication code. */
  MAC,
  /** A password is hashed. */
  HASH,
  /** A driver opens a connection. */
  CONNECT,
  /** A statement runs. */
  STATEMENT;

  /** Returns whether others may have to wait behind a thread that is in here. */
  boolean holdsOthersUp() {
    return this == FETCH || this == CONNECT;
  }
}
