package dev.latchkey.runtime.config;

import java.io.File;
import java.time.Duration;

/**
 * Where measurements are kept across restarts. Immutable.
 *
 * @param dir default {@code ${HOME}/.latchkey/history}
 * @param retain how long: 1 hour to 366 days, default 30 days
 */
public record HistoryConfig(File dir, Duration retain) {
  /** How long measurements are kept when the file does not say. */
  public static final Duration DEFAULT_RETAIN = Duration.ofDays(30);

  static final Duration MIN_RETAIN = Duration.ofHours(1);
  static final Duration MAX_RETAIN = Duration.ofDays(366);

  /** Checks the range. */
  public HistoryConfig {
    Checks.range("retain", retain, MIN_RETAIN, MAX_RETAIN);
  }
}
