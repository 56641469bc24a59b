package dev.latchkey.runtime.token;

import java.time.Duration;

/**
 * What an operator sets about remembered signatures. Immutable.
 *
 * @param ttl how long a verification is remembered, 2 to 5 min
 * @param maxEntries verifications remembered, 1 to 50,000
 */
public record SignatureMemoSettings(Duration ttl, int maxEntries) {
  private static final Duration MIN_TTL = Duration.ofMinutes(2);
  private static final Duration MAX_TTL = Duration.ofMinutes(5);
  private static final int MAX_ENTRIES = 50_000;

  /** What holds without a setting: 3 minutes, 50,000 entries. */
  public static final SignatureMemoSettings DEFAULTS =
      new SignatureMemoSettings(Duration.ofMinutes(3), MAX_ENTRIES);

  /** Checks the ranges. */
  public SignatureMemoSettings {
    if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException("ttl is " + ttl + ", allowed is 2 to 5 min");
    }
    if (maxEntries < 1 || maxEntries > MAX_ENTRIES) {
      throw new IllegalArgumentException("maxEntries is " + maxEntries + ", allowed is 1 to 50000");
    }
  }
}
