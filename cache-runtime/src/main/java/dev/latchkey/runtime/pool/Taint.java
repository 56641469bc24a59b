package dev.latchkey.runtime.pool;

import java.util.Locale;

/** Why a connection is closed at its return instead of being kept (safety rule POOL-20). */
public enum Taint {
  /** The application took the driver's own object out of its handle. */
  UNWRAPPED,
  /** A transaction was open, or it could not be told whether one was. */
  TRANSACTION,
  /** A statement may have changed the session in a way that no reset takes back. */
  STATEMENT,
  /** The connection was aborted, or a JDBC setter failed. */
  BROKEN,
  /** An error of the classes 08, 57 or XX, after which a connection is not to be trusted. */
  FATAL_ERROR,
  /** A COPY or a cursor was open at the return. */
  OPEN_WORK,
  /** The handle became unreachable without having been closed. */
  LEAKED,
  /** The reset failed. */
  RESET_FAILED,
  /** The reset took longer than 200 ms. */
  RESET_SLOW,
  /** The session was not as it had been when it was fresh. */
  PARITY,
  /** Nothing is known of the driver, and the connection was touched. */
  UNKNOWN_DRIVER;

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Returns the name as metrics and the API show it: lower case, with hyphens. */
  public String id() {
    return id;
  }
}
