package dev.latchkey.runtime.config;

import java.time.Duration;

/**
 * Phase 2: token validations are kept. Immutable.
 *
 * @param ttl how long an answer is kept: 2 to 5 minutes, default 3 (safety rule V-2)
 * @param tier how much is kept where a target does not say; default {@link Tier#SIGNATURE}
 * @param maxEntries answers kept: 1 to 50,000, default 50,000 (safety rule S-6)
 */
public record JwtPhase(boolean enabled, int rolloutPercent, Duration ttl, Tier tier, int maxEntries)
    implements PhaseConfig {
  /** The shortest life that can be configured. */
  public static final Duration MIN_TTL = Duration.ofMinutes(2);

  static final Duration MAX_TTL = Duration.ofMinutes(5);
  static final int MAX_ENTRIES = 50_000;

  /** The phase when the file says nothing. */
  public static final JwtPhase DEFAULT =
      new JwtPhase(false, DEFAULT_ROLLOUT_PERCENT, Duration.ofMinutes(3), Tier.SIGNATURE, 50_000);

  /** Checks every range. */
  public JwtPhase {
    Checks.range("rolloutPercent", rolloutPercent, 0, MAX_PERCENT);
    Checks.range("ttl", ttl, MIN_TTL, MAX_TTL);
    Checks.range("maxEntries", maxEntries, 1, MAX_ENTRIES);
  }

  /**
   * Returns whether a target's results are kept whole. For opaque tokens the target itself must say
   * so: they exist so that they can be revoked.
   */
  public boolean keepsWhole(TargetConfig target) {
    Tier otherwise = target.role() == Role.VALIDATE ? tier : Tier.SIGNATURE;
    return target.role().keepsResults() && target.tier().orElse(otherwise) == Tier.FULL;
  }
}
