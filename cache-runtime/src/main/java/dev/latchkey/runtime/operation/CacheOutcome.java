package dev.latchkey.runtime.operation;

import java.util.Locale;

/** How a cache took part in one call of a target. */
public enum CacheOutcome {
  /** The answer came from the cache. */
  HIT,
  /** The application ran and its answer was offered to the cache. */
  MISS,
  /** The answer came from the cache past its life because the origin failed. */
  STALE,
  /** A rule kept the cache out of this call. */
  BYPASS,
  /** The phase was off, or the operation is on its control side. */
  DISABLED;

  private final String id = name().toLowerCase(Locale.ROOT);

  /** Returns the name as users read it: lower case. */
  public String id() {
    return id;
  }
}
