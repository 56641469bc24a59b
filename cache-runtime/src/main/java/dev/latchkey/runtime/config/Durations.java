package dev.latchkey.runtime.config;

import java.time.Duration;
import java.util.Optional;

/** Durations as the file spells them: a whole number and one of ms, s, m, h, d. */
final class Durations {
  /** More digits than this are cut to nines: still out of every range, and no overflow. */
  private static final int MAX_DIGITS = 9;

  private static final long DAY_MILLIS = 86_400_000L;
  private static final long HOUR_MILLIS = 3_600_000L;
  private static final long MINUTE_MILLIS = 60_000L;
  private static final long SECOND_MILLIS = 1_000L;

  private Durations() {}

  static Optional<Duration> parse(String text) {
    int digits = Ascii.digits(text, 0);
    if (digits == 0) {
      return Optional.empty();
    }
    long unitMillis = unitMillis(text.substring(digits));
    long amount = digits > MAX_DIGITS ? 999_999_999L : Long.parseLong(text.substring(0, digits));
    if (unitMillis == 0) {
      return text.equals("0") ? Optional.of(Duration.ZERO) : Optional.empty();
    }
    return Optional.of(Duration.ofMillis(amount * unitMillis));
  }

  private static long unitMillis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> SECOND_MILLIS;
      case "m" -> MINUTE_MILLIS;
      case "h" -> HOUR_MILLIS;
      case "d" -> DAY_MILLIS;
      default -> 0;
    };
  }

  /** Returns the shortest spelling that is exact to the millisecond. */
  static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % DAY_MILLIS == 0) {
      return millis / DAY_MILLIS + "d";
    }
    if (millis % HOUR_MILLIS == 0) {
      return millis / HOUR_MILLIS + "h";
    }
    if (millis % MINUTE_MILLIS == 0) {
      return millis / MINUTE_MILLIS + "m";
    }
    if (millis % SECOND_MILLIS == 0) {
      return millis / SECOND_MILLIS + "s";
    }
    return millis + "ms";
  }
}
