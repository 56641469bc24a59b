package dev.latchkey.runtime.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Phase 3: user lookups are kept. Immutable.
 *
 * @param ttl how long a lookup is kept: 10 seconds to 30 minutes, default 60 seconds (safety rule
 *     SES-14)
 * @param acceptStaleness whether the user has accepted that a change made by another process stays
 *     unseen for more than 60 seconds; default false
 * @param trial how many kept answers in a row must have been equal to the application's own before
 *     one is served: 0 to 100,000, default 1,000 (safety rule SES-3)
 * @param redis the shared store; absent when lookups stay in memory, the default
 */
public record SessionPhase(
    boolean enabled,
    int rolloutPercent,
    Duration ttl,
    boolean acceptStaleness,
    int trial,
    Optional<RedisConfig> redis)
    implements PhaseConfig {
  static final Duration MIN_TTL = Duration.ofSeconds(10);
  static final Duration MAX_TTL = Duration.ofMinutes(30);
  static final Duration MAX_UNACCEPTED_TTL = Duration.ofSeconds(60);
  static final int MAX_TRIAL = 100_000;

  /** The phase when the file says nothing. */
  public static final SessionPhase DEFAULT =
      new SessionPhase(
          false, DEFAULT_ROLLOUT_PERCENT, Duration.ofSeconds(60), false, 1_000, Optional.empty());

  /** Checks every range. */
  public SessionPhase {
    Checks.range("rolloutPercent", rolloutPercent, 0, MAX_PERCENT);
    Checks.range("ttl", ttl, MIN_TTL, acceptStaleness ? MAX_TTL : MAX_UNACCEPTED_TTL);
    Checks.range("trial", trial, 0, MAX_TRIAL);
  }

  /** Where lookups are kept, as users write it. */
  enum Store {
    MEMORY,
    REDIS
  }
}
