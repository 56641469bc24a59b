package dev.latchkey.runtime.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * When an alert fires: {@code auth.p95 > 500ms for 2m}, or {@code auth.success burns 99.9%}.
 * Immutable.
 *
 * @param metric id of a time series; not checked against those that exist
 * @param threshold in {@code unit}, not negative
 * @param unit one of ms, s, %, /s, or empty for a plain number
 * @param sustained how long the comparison must hold: 0 to 24 hours
 */
public record AlertCondition(
    String metric, String comparison, BigDecimal threshold, String unit, Duration sustained) {
  private static final String BURNS = "burns";
  private static final String BURNING = "auth.success";
  private static final BigDecimal LEAST_OBJECTIVE = BigDecimal.valueOf(50);
  private static final BigDecimal WHOLE = BigDecimal.valueOf(100);
  private static final List<String> COMPARISONS = List.of(">", ">=", "<", "<=", BURNS);
  private static final List<String> UNITS = List.of("", "ms", "s", "%", "/s");
  private static final Duration MAX_SUSTAINED = Duration.ofHours(24);
  private static final int MAX_THRESHOLD_LENGTH = 18;
  private static final int WORDS = 3;
  private static final int WORDS_WITH_FOR = 5;
  private static final String FORM =
      "an alert reads <metric> <comparison> <value> for <duration>, such as auth.p95 > 500ms for"
          + " 2m";

  /** Checks every part. */
  public AlertCondition {
    Checks.that(isMetric(metric), "not a metric: " + metric);
    Checks.that(COMPARISONS.contains(comparison), "not a comparison: " + comparison);
    Checks.that(threshold.signum() >= 0, "the threshold is negative");
    Checks.that(UNITS.contains(unit), "not a unit: " + unit);
    Checks.range("sustained", sustained, Duration.ZERO, MAX_SUSTAINED);
  }

  /**
   * Returns the condition that {@code text} spells; without {@code for} it holds at once.
   *
   * @throws ConfigSyntaxException when it spells none
   */
  public static AlertCondition parse(String text) throws ConfigSyntaxException {
    List<String> words = words(text);
    boolean sustained = words.size() == WORDS_WITH_FOR && words.get(WORDS).equals("for");
    if (!(sustained || words.size() == WORDS) || !isMetric(words.get(0))) {
      throw new ConfigSyntaxException(FORM, 0);
    }
    if (!COMPARISONS.contains(words.get(1))) {
      throw new ConfigSyntaxException(
          "a comparison is one of > >= < <= burns", text.indexOf(words.get(1)));
    }
    String value = words.get(2);
    int numberEnd = numberEnd(value);
    String unit = value.substring(numberEnd);
    if (numberEnd == 0 || numberEnd > MAX_THRESHOLD_LENGTH || !UNITS.contains(unit)) {
      throw new ConfigSyntaxException(
          "a value is a number with ms, s, %, /s or nothing after it", text.indexOf(value));
    }
    Duration duration = sustained ? sustained(words.get(WORDS_WITH_FOR - 1)) : Duration.ZERO;
    if (words.get(1).equals(BURNS)
        && !isObjective(words.get(0), value.substring(0, numberEnd), unit, sustained)) {
      throw new ConfigSyntaxException(
          "a burn rate is of auth.success and an objective of 50% to under 100%, such as"
              + " auth.success burns 99.9%",
          0);
    }
    return new AlertCondition(
        words.get(0), words.get(1), new BigDecimal(value.substring(0, numberEnd)), unit, duration);
  }

  private static boolean isObjective(String metric, String number, String unit, boolean sustained) {
    var objective = new BigDecimal(number);
    return metric.equals(BURNING)
        && unit.equals("%")
        && !sustained
        && objective.compareTo(LEAST_OBJECTIVE) >= 0
        && objective.compareTo(WHOLE) < 0;
  }

  /** Tells whether this is about how fast an objective's failures are used up. */
  public boolean isBurn() {
    return comparison.equals(BURNS);
  }

  private static Duration sustained(String text) throws ConfigSyntaxException {
    return Durations.parse(text)
        .filter(duration -> duration.compareTo(MAX_SUSTAINED) <= 0)
        .orElseThrow(() -> new ConfigSyntaxException("after for comes a duration of 0s to 24h", 0));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    var tokens = new StringTokenizer(text, " ");
    while (tokens.hasMoreTokens()) {
      words.add(tokens.nextToken());
    }
    return words;
  }

  private static boolean isMetric(String text) {
    return !text.isEmpty()
        && Ascii.isLower(text.charAt(0))
        && text.chars().allMatch(c -> Ascii.isName(String.valueOf((char) c)) || c == '.');
  }

  /** Returns where the digits, with one point inside them at most, come to an end. */
  private static int numberEnd(String text) {
    int whole = Ascii.digits(text, 0);
    if (whole > 0 && whole < text.length() && text.charAt(whole) == '.') {
      int fraction = Ascii.digits(text, whole + 1);
      return fraction == 0 ? whole : whole + 1 + fraction;
    }
    return whole;
  }

  /** Returns the text that parses to this condition. */
  @Override
  public String toString() {
    String now = metric + " " + comparison + " " + threshold.toPlainString() + unit;
    return sustained.isZero() ? now : now + " for " + Durations.format(sustained);
  }
}
