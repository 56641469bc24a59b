package dev.latchkey.runtime.token;

import java.time.Duration;

/**
 * Bounds of the kept validations. Immutable.
 *
 * @param maxEntries bound on the entries
 * @param maxBytes bound on their estimated size together
 */
public record ValidationSettings(int maxEntries, long maxBytes) {
  /** No answer lives longer than this, whatever is asked for. */
  public static final Duration MAX_TTL = Duration.ofMinutes(5);

  /** The longest life of an answer that does not say when it ends, and of an introspection. */
  public static final Duration MAX_UNBOUNDED = Duration.ofSeconds(60);

  /** Entries of one subject. */
  static final int MAX_PER_SUBJECT = 64;

  /** Checks the ranges. */
  public ValidationSettings {
    if (maxEntries < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("bounds are 1 or more");
    }
  }
}
