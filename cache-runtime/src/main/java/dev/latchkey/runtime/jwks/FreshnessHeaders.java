package dev.latchkey.runtime.jwks;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a response said about its life (RFC 9111 sections 4.2 and 5). Immutable.
 *
 * @param cacheControl the field values joined by commas; this and the others are empty when the
 *     response has no such header
 */
public record FreshnessHeaders(String cacheControl, String age, String expires, String date) {
  /** Nothing is known of the response's headers. */
  public static final FreshnessHeaders NONE = new FreshnessHeaders("", "", "", "");

  /** The shortest life of a key set, whatever the response says. */
  public static final Duration MIN_LIFE = Duration.ofSeconds(60);

  /** The longest life of a key set, whatever the response says. */
  public static final Duration MAX_LIFE = Duration.ofMinutes(15);

  private static final int MAX_DIGITS = 10; // RFC 9111 section 1.2.2: 2^31 stands for "long"

  /**
   * Returns how long the response may be used: what it says, within {@link #MIN_LIFE} and {@link
   * #MAX_LIFE}; zero for not at all.
   *
   * @param configured for a response that says nothing
   * @param onNoCache for {@code no-store} and {@code no-cache}, which identity providers send with
   *     key sets that change once a month; zero takes them at their word
   * @param received when it came, for an {@code Expires} without a {@code Date}
   */
  Duration life(Duration configured, Duration onNoCache, Instant received) {
    var control = cacheControl.toLowerCase(Locale.ROOT);
    var life = configured;
    if (says(control, "no-store") || says(control, "no-cache")) {
      if (onNoCache.isZero()) {
        return Duration.ZERO;
      }
      life = onNoCache;
    } else {
      var maxAge = maxAge(control);
      if (maxAge.isPresent()) {
        life = Duration.ofSeconds(maxAge.getAsLong() - seconds(age).orElse(0));
      } else if (!expires.isEmpty()) {
        life = untilExpiry(received);
      }
    }
    return clamp(life);
  }

  private static Duration clamp(Duration life) {
    if (life.compareTo(MIN_LIFE) < 0) {
      return MIN_LIFE;
    }
    return life.compareTo(MAX_LIFE) > 0 ? MAX_LIFE : life;
  }

  private static boolean says(String control, String directive) {
    for (var part : control.split(",", -1)) {
      var name = part.strip();
      if (name.equals(directive) || name.startsWith(directive + "=")) {
        return true;
      }
    }
    return false;
  }

  private static OptionalLong maxAge(String control) {
    for (var part : control.split(",", -1)) {
      var directive = part.strip();
      if (directive.startsWith("max-age=")) {
        return seconds(directive.substring("max-age=".length()).replace("\"", ""));
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong seconds(String digits) {
    var text = digits.strip();
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(text.length() > MAX_DIGITS ? Integer.MAX_VALUE : Long.parseLong(text));
  }

  /** A date that cannot be read, such as 0, lies in the past (RFC 9111 section 5.3). */
  private Duration untilExpiry(Instant received) {
    var end = instant(expires, Instant.MIN);
    var start = instant(date, received);
    return end.equals(Instant.MIN) ? Duration.ZERO : Duration.between(start, end);
  }

  private static Instant instant(String httpDate, Instant otherwise) {
    try {
      return ZonedDateTime.parse(httpDate.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
          .toInstant();
    } catch (DateTimeException e) {
      return otherwise;
    }
  }
}
