package dev.latchkey.runtime.history;

import java.time.Duration;
import java.util.List;

/** How fine measurements are kept, and for how long. */
public enum Tier {
  /** Each second of an hour. */
  SECOND(1, Duration.ofHours(1)),
  /** Ten seconds each, for six hours. */
  TEN_SECONDS(10, Duration.ofHours(6)),
  /** Minutes of a day. */
  MINUTE(60, Duration.ofHours(24)),
  /** Ten minutes each, for as long as is configured. */
  TEN_MINUTES(600, Duration.ofDays(366));

  static final List<Tier> FINEST_FIRST = List.of(values());

  private final int stepSeconds;
  private final Duration kept;

  Tier(int stepSeconds, Duration kept) {
    this.stepSeconds = stepSeconds;
    this.kept = kept;
  }

  /** Returns how long one point is. */
  public int stepSeconds() {
    return stepSeconds;
  }

  /** Returns how long points are kept where {@code retain} is configured. */
  public Duration kept(Duration retain) {
    return kept.compareTo(retain) < 0 ? kept : retain;
  }

  /** Returns when the point began that {@code epochSecond} is in. */
  long begin(long epochSecond) {
    return Math.floorDiv(epochSecond, (long) stepSeconds) * stepSeconds;
  }

  String mapName() {
    return "tier-" + stepSeconds;
  }
}
