package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Puts figures into words for a terminal; what was not measured is a dash. Stateless. */
final class Text {
  static final String NONE = "-";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM-dd HH:mm");

  private Text() {}

  /** Returns one line without control characters: what an agent says ends in a terminal. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  static String of(JsonNode node) {
    return node.isMissingNode() || node.isNull() || node.asText().isEmpty()
        ? NONE
        : printable(node.asText());
  }

  /** Returns at most so many characters, and says by three dots that there are more. */
  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3).stripTrailing() + "...";
  }

  static String percent(JsonNode ratio) {
    return ratio.isNumber() ? number(ratio.asDouble() * 100) + " %" : NONE;
  }

  static String millis(JsonNode millis) {
    return millis.isNumber() ? number(millis.asDouble()) + " ms" : NONE;
  }

  static String rate(JsonNode rate) {
    return rate.isNumber() ? number(rate.asDouble()) + "/s" : NONE;
  }

  static String bytes(JsonNode bytes) {
    return bytes.isNumber() ? number(bytes.asDouble() / (1024 * 1024)) + " MB" : NONE;
  }

  /** Returns three significant digits at most, no exponent. */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 99.95 || size == 0 ? 0 : size >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value).replace(',', ' ');
  }

  /** Returns the local time of day, with the day when it is another one. */
  static String time(JsonNode instant) {
    try {
      ZonedDateTime at = Instant.parse(instant.asText()).atZone(ZoneId.systemDefault());
      boolean today = at.toLocalDate().equals(LocalDate.now(at.getZone()));
      return (today ? TIME : DAY).format(at);
    } catch (DateTimeException none) {
      return NONE;
    }
  }

  static String duration(long seconds) {
    Duration length = Duration.ofSeconds(seconds);
    if (length.toDays() > 0) {
      return length.toDays() + "d " + length.toHoursPart() + "h";
    }
    return length.toHours() > 0
        ? length.toHours() + "h " + length.toMinutesPart() + "m"
        : length.toMinutes() > 0
            ? length.toMinutes() + "m " + length.toSecondsPart() + "s"
            : length.toSeconds() + "s";
  }
}
