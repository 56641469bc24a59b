package dev.latchkey.runtime.pool;

import java.util.Locale;

/** How far a pool has come. */
enum PoolState {
  /** No connection was given back yet. */
  OBSERVING,
  /** Too few were given back to tell. */
  LEARNING,
  /** The reset has yet to be proved on a connection. */
  PROVING,
  /** Connections are reset and used again. */
  REUSING,
  /** Connections are used again when nothing was changed on them. */
  UNTOUCHED_ONLY,
  /** Nothing is kept. */
  REFUSED;

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Returns the name as the API shows it: lower case, with hyphens. */
  String id() {
    return id;
  }

  /** Returns whether connections are used again. */
  boolean serves() {
    return this == REUSING || this == UNTOUCHED_ONLY;
  }
}
