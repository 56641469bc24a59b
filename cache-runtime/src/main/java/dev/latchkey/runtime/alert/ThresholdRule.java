package dev.latchkey.runtime.alert;

import dev.latchkey.runtime.config.AlertCondition;
import dev.latchkey.runtime.config.AlertConfig;
import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.SeriesSchema;
import dev.latchkey.runtime.metrics.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A series compared with a number, ten seconds at a time. Ten seconds without a value hold nothing.
 * Immutable.
 */
final class ThresholdRule extends ConfiguredRule {
  private static final double PERCENT = 100;

  private final int series;
  private final double threshold;

  /**
   * @param config names a series that there is, with a unit of its own, as its reader checks
   */
  ThresholdRule(AlertConfig config) {
    super(config);
    List<String> ids = SeriesSchema.infos().stream().map(SeriesInfo::id).toList();
    series = ids.indexOf(config.when().metric());
    double number = config.when().threshold().doubleValue();
    threshold =
        switch (config.when().unit()) {
          case "s" -> number * Duration.ofSeconds(1).toMillis();
          case "%" -> number / PERCENT;
          default -> number;
        };
  }

  @Override
  public Finding judge(Span tenSeconds, Instant now) {
    double value = tenSeconds.values()[series];
    boolean holds =
        switch (config().when().comparison()) {
          case ">" -> value > threshold;
          case ">=" -> value >= threshold;
          case "<" -> value < threshold;
          default -> value <= threshold;
        };
    return holds ? new Finding(true, sentence(value)) : Finding.NONE;
  }

  private String sentence(double value) {
    AlertCondition when = config().when();
    double shown =
        switch (when.unit()) {
          case "s" -> value / Duration.ofSeconds(1).toMillis();
          case "%" -> value * PERCENT;
          default -> value;
        };
    return String.format(
        Locale.ROOT, "%s is %.4g%s, and the rule is %s.", when.metric(), shown, when.unit(), when);
  }
}
