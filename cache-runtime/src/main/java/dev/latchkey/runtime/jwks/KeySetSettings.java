package dev.latchkey.runtime.jwks;

import java.time.Duration;

/**
 * What an operator sets about key sets. Immutable.
 *
 * @param ttl life of a document whose response says nothing about it, 60 s to 15 min
 * @param ttlOnNoCache life of a document whose response says no-cache or no-store, 0 to 15 min;
 *     with zero it is not kept
 * @param refreshAhead how long before the end of its life a document is fetched again at the
 *     latest, 0 to 15 min
 * @param staleIfError how long past its life a document may serve while its origin fails, 0 to 60
 *     min
 * @param maxEntries sources known at a time, 1 to 256
 */
public record KeySetSettings(
    Duration ttl,
    Duration ttlOnNoCache,
    Duration refreshAhead,
    Duration staleIfError,
    int maxEntries) {
  static final Duration MAX_STALE = Duration.ofMinutes(60);
  static final int MAX_ENTRIES = 256;

  /** Checks the ranges. */
  public KeySetSettings {
    check(
        "ttl",
        ttl,
        FreshnessHeaders.MIN_LIFE.compareTo(ttl) <= 0
            && ttl.compareTo(FreshnessHeaders.MAX_LIFE) <= 0,
        "60 s to 15 min");
    check(
        "ttlOnNoCache",
        ttlOnNoCache,
        !ttlOnNoCache.isNegative() && ttlOnNoCache.compareTo(FreshnessHeaders.MAX_LIFE) <= 0,
        "0 to 15 min");
    check(
        "refreshAhead",
        refreshAhead,
        !refreshAhead.isNegative() && refreshAhead.compareTo(FreshnessHeaders.MAX_LIFE) <= 0,
        "0 to 15 min");
    check(
        "staleIfError",
        staleIfError,
        !staleIfError.isNegative() && staleIfError.compareTo(MAX_STALE) <= 0,
        "0 to 60 min");
    check("maxEntries", maxEntries, maxEntries >= 1 && maxEntries <= MAX_ENTRIES, "1 to 256");
  }

  private static void check(String name, Object value, boolean allowed, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(name + " is " + value + ", allowed is " + range);
    }
  }
}
