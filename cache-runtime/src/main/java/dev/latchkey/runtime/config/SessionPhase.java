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
 * @param feed what tells of changes by other processes; absent by default
 * @param redis the shared store; absent when lookups stay in memory, the default
 * @param replicaLag how far what is read on any connection may be behind the changes: 0 to 60
 *     seconds; absent for what the connections' addresses say
 */
public record SessionPhase(
    boolean enabled,
    int rolloutPercent,
    Duration ttl,
    boolean acceptStaleness,
    int trial,
    Optional<FeedConfig> feed,
    Optional<RedisConfig> redis,
    Optional<Duration> replicaLag)
    implements PhaseConfig {
  /** The shortest life that can be configured. */
  public static final Duration MIN_TTL = Duration.ofSeconds(10);

  static final Duration MAX_TTL = Duration.ofMinutes(30);
  static final Duration MAX_UNACCEPTED_TTL = Duration.ofSeconds(60);
  static final int MAX_TRIAL = 100_000;
  static final Duration MAX_REPLICA_LAG = Duration.ofSeconds(60);

  /** The phase when the file says nothing. */
  public static final SessionPhase DEFAULT =
      new SessionPhase(
          false,
          DEFAULT_ROLLOUT_PERCENT,
          Duration.ofSeconds(60),
          false,
          1_000,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Checks every range. */
  public SessionPhase {
    Checks.range("rolloutPercent", rolloutPercent, 0, MAX_PERCENT);
    boolean mayLiveLong = acceptStaleness || feed.isPresent();
    Checks.range("ttl", ttl, MIN_TTL, mayLiveLong ? MAX_TTL : MAX_UNACCEPTED_TTL);
    Checks.range("trial", trial, 0, MAX_TRIAL);
    replicaLag.ifPresent(lag -> Checks.range("replicaLag", lag, Duration.ZERO, MAX_REPLICA_LAG));
  }

  /** Returns whether a lookup may be kept for longer than 60 seconds. */
  public boolean mayLiveLong() {
    return acceptStaleness || feed.isPresent();
  }

  /** Returns how long a lookup with this time to live is kept while no feed tells of changes. */
  public Duration withoutFeed(Duration wanted) {
    return acceptStaleness || wanted.compareTo(MAX_UNACCEPTED_TTL) < 0
        ? wanted
        : MAX_UNACCEPTED_TTL;
  }

  /** Where lookups are kept, as users write it. */
  enum Store {
    MEMORY,
    REDIS
  }
}
