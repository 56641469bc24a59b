package dev.latchkey.runtime.alert;

import dev.latchkey.runtime.config.AlertConfig;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.history.HistoryPoint;
import dev.latchkey.runtime.history.Tier;
import dev.latchkey.runtime.metrics.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The failures that an objective allows are used up too fast: in a long time, so that it matters,
 * and in a short one at its end, so that it is so now (Site Reliability Workbook, chapter 5, with
 * the factors of an objective over 30 days: 2 % of what is allowed in an hour, 5 % in six).
 *
 * <p>A single failure of a quiet hour is no alert: there must be {@value #FEWEST_FAILURES}.
 * Immutable but for the history.
 */
final class BurnRule extends ConfiguredRule {
  static final int FEWEST_FAILURES = 10;

  private static final double PERCENT = 100;
  private static final List<Pair> PAIRS =
      List.of(
          new Pair(14.4, Duration.ofHours(1), Duration.ofMinutes(5)),
          new Pair(6, Duration.ofHours(6), Duration.ofMinutes(30)));

  private final History history;
  private final double allowedRatio;

  private record Pair(double factor, Duration longTime, Duration shortTime) {}

  private record Counts(long operations, long failures) {
    double ratio() {
      return operations == 0 ? 0 : (double) failures / operations;
    }
  }

  BurnRule(AlertConfig config, History history) {
    super(config);
    this.history = history;
    allowedRatio = 1 - config.when().threshold().doubleValue() / PERCENT;
  }

  @Override
  public Duration sustained() {
    return Duration.ZERO;
  }

  @Override
  public Finding judge(Span tenSeconds, Instant now) {
    if (tenSeconds.operations() == 0 && tenSeconds.failures() == 0) {
      return Finding.NONE;
    }
    for (Pair pair : PAIRS) {
      Counts recent = counts(Tier.TEN_SECONDS, pair.shortTime, now);
      double limit = pair.factor * allowedRatio;
      if (recent.ratio() > limit) {
        Counts longer = counts(Tier.MINUTE, pair.longTime, now);
        if (longer.ratio() > limit && longer.failures >= FEWEST_FAILURES) {
          return new Finding(true, sentence(pair, longer, recent));
        }
      }
    }
    return Finding.NONE;
  }

  private Counts counts(Tier tier, Duration time, Instant now) {
    long to = now.getEpochSecond();
    long operations = 0;
    long failures = 0;
    for (HistoryPoint point : history.points(tier, to - time.toSeconds(), to)) {
      operations += point.span().operations();
      failures += point.span().failures();
    }
    return new Counts(operations, failures);
  }

  private String sentence(Pair pair, Counts longer, Counts recent) {
    return String.format(
        Locale.ROOT,
        "%d of %d authentications failed in the last %dh (%.3g%%) and %d of %d in the last %dmin, more"
            + " than %.3g times what %s%% allows.",
        longer.failures,
        longer.operations,
        pair.longTime.toHours(),
        longer.ratio() * PERCENT,
        recent.failures,
        recent.operations,
        pair.shortTime.toMinutes(),
        pair.factor,
        config().when().threshold().toPlainString());
  }
}
