package dev.latchkey.runtime.session;

import dev.latchkey.runtime.rollout.Phase;
import java.time.Duration;
import java.util.List;

/**
 * How lookups of one target are kept. Immutable.
 *
 * @param target its name
 * @param ttl how long an answer lives from when it was read, while a feed tells of changes to all
 *     tables
 * @param ttlWithoutFeed how long it lives otherwise; no longer than {@code ttl}
 * @param trial equal comparisons in a row before an answer is served
 * @param tables the tables that it reads, when the operator names them; empty to take every write
 *     for one that may concern it
 * @param skipped writes that are left out when an answer is served
 * @param negativeTtl how long it is kept that nothing was found; zero for not at all, else 5 s at
 *     most (safety rule U-11)
 * @param phase whose comparisons these are
 */
public record LookupSettings(
    String target,
    Duration ttl,
    Duration ttlWithoutFeed,
    int trial,
    List<LookupTable> tables,
    List<SkippedWrite> skipped,
    Duration negativeTtl,
    Phase phase) {
  /** Copies the lists. */
  public LookupSettings {
    tables = List.copyOf(tables);
    skipped = List.copyOf(skipped);
  }

  /** Settings of user lookups, of which no write may be left out. */
  public LookupSettings(
      String target, Duration ttl, Duration ttlWithoutFeed, int trial, List<LookupTable> tables) {
    this(target, ttl, ttlWithoutFeed, trial, tables, List.of(), Duration.ZERO, Phase.SESSION);
  }
}
