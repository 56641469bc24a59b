package dev.latchkey.runtime.config;

import java.time.Duration;

/**
 * Phase 1: key sets are kept. Immutable.
 *
 * @param ttl how long a key set is fresh: 5 to 15 minutes, default 5 (safety rule K-5)
 * @param ttlOnNoCache how long one is fresh whose response says {@code no-cache} or {@code
 *     no-store}: up to 15 minutes, default 5; zero keeps no such key set (safety rule K-5)
 * @param refreshAhead how long before the end it is fetched again: 10 seconds and more, less than
 *     {@code ttl}, default 1 minute
 * @param staleIfError how long past the end it is served while the provider is down: 0 to 60
 *     minutes, default 10 (safety rule K-11)
 * @param maxEntries key sets kept: 1 to 256, default 200 (safety rule K-1)
 */
public record JwksPhase(
    boolean enabled,
    int rolloutPercent,
    Duration ttl,
    Duration ttlOnNoCache,
    Duration refreshAhead,
    Duration staleIfError,
    int maxEntries)
    implements PhaseConfig {
  /** The shortest life that can be configured. */
  public static final Duration MIN_TTL = Duration.ofMinutes(5);

  static final Duration MAX_TTL = Duration.ofMinutes(15);
  static final Duration MIN_REFRESH_AHEAD = Duration.ofSeconds(10);
  static final Duration MAX_STALE = Duration.ofMinutes(60);
  static final int MAX_ENTRIES = 256;

  /** The phase when the file says nothing. */
  public static final JwksPhase DEFAULT =
      new JwksPhase(
          false,
          DEFAULT_ROLLOUT_PERCENT,
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          200);

  /** Checks every range. */
  public JwksPhase {
    Checks.range("rolloutPercent", rolloutPercent, 0, MAX_PERCENT);
    Checks.range("ttl", ttl, MIN_TTL, MAX_TTL);
    Checks.range("ttlOnNoCache", ttlOnNoCache, Duration.ZERO, MAX_TTL);
    Checks.range("refreshAhead", refreshAhead, MIN_REFRESH_AHEAD, MAX_TTL);
    Checks.that(refreshAhead.compareTo(ttl) < 0, "refreshAhead must be less than ttl");
    Checks.range("staleIfError", staleIfError, Duration.ZERO, MAX_STALE);
    Checks.range("maxEntries", maxEntries, 1, MAX_ENTRIES);
  }
}
