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

  private static final long MAX_BYTES = 24L * 1024 * 1024;
  private static final int SHARE_OF_HEAP = 40;

  /** Checks the ranges. */
  public ValidationSettings {
    if (maxEntries < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("bounds are 1 or more");
    }
  }

  /** Returns settings whose entries take at most 24 MiB and a fortieth of the heap. */
  public static ValidationSettings of(int maxEntries) {
    return new ValidationSettings(
        maxEntries, Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }
}
