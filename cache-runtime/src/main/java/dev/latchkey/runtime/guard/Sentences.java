package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.gate.Criterion;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Verdicts in words. Stateless. */
final class Sentences {
  private static final double NANOS_PER_MILLI = 1e6;

  private Sentences() {}

  /** Returns the verdict on a phase with what became of its plan. */
  static String of(Lane lane, Assessment now) {
    boolean rolledBack =
        lane.rollout != null && lane.rollout.status() == Rollout.Status.ROLLED_BACK;
    List<Decision> decisions = lane.decisions();
    if (lane.judgedPercent > 0) {
      String baseline = lane.baseline == null ? "" : against(lane.baseline, now);
      return of(now) + baseline + (lane.waitsFor.isEmpty() ? "" : " " + lane.waitsFor);
    }
    return rolledBack && !decisions.isEmpty()
        ? decisions.get(decisions.size() - 1).sentence()
        : "The phase is off, so there is nothing to judge.";
  }

  static String of(Assessment now) {
    return switch (now.verdict()) {
      case NO_CONTROL ->
          now.tests().isEmpty()
              ? "Nobody is on the control side, so there is nothing to compare with and nothing"
                  + " rolls the phase back."
              : "Nobody is on the control side, so nothing rolls the phase back.";
      case NOT_ENOUGH_DATA -> "Not enough data: " + seen(now) + "." + within(now);
      case UNDECIDED -> "Undecided: " + mean(now) + seen(now) + "." + within(now);
      case SAFE -> "Safe: " + mean(now) + seen(now) + ".";
      case HARMFUL ->
          now.decisive().map(Sentences::test).orElse("Harmful") + ", " + seen(now) + ".";
      case SPLIT_MISMATCH ->
          now.decisive().map(Sentences::test).orElse("Split")
              + ", so no step is taken; "
              + seen(now)
              + ".";
    };
  }

  private static String against(Baseline baseline, Assessment now) {
    if (now.verdict() != Verdict.NO_CONTROL || now.tests().isEmpty()) {
      return "";
    }
    String figures =
        now.tests().stream()
            .map(
                test ->
                    format(
                        "%s %.2f times (%s against %s ms)",
                        name(test.test()),
                        test.ratio(),
                        millis(test.treated()),
                        millis(test.control())))
            .collect(Collectors.joining(", "));
    return format(
        " Beside the stored baseline, %,d calls until %s: %s of %,d calls; load and time of day may"
            + " be others.",
        baseline.samples(),
        baseline.at().truncatedTo(ChronoUnit.SECONDS),
        figures,
        now.treatedSamples());
  }

  /** Returns what a plan waits for, other than the verdict. */
  static String waiting(Criterion unmet) {
    String value =
        Double.isNaN(unmet.value())
            ? "not measured"
            : format("%.2f %s", unmet.value(), unmet.unit());
    return format(
        "The plan waits for the gate: %s is %s, wanted is %s %.2f.",
        unmet.name(), value, unmet.wanted().name().toLowerCase(Locale.ROOT), unmet.limit());
  }

  static String test(TestResult test) {
    return switch (test.test()) {
      case "errors" ->
          format("Errors: %s %% of treated subjects, %s %% of the others", percents(test));
      case "slow" ->
          format("Very slow calls: %s %% of treated subjects, %s %% of the others", percents(test));
      case "split" ->
          format("Split: %s %% of subjects are treated, asked for were %s %%", percents(test));
      default ->
          name(test.test())
              + " "
              + ratio(test)
              + format(
                  ", limit %.2f (%s against %s ms)",
                  test.limit(), millis(test.treated()), millis(test.control()));
    };
  }

  private static Object[] percents(TestResult test) {
    return new Object[] {percent(test.treated()), percent(test.control())};
  }

  private static String mean(Assessment now) {
    return now.tests().stream()
        .filter(test -> test.test().equals("mean") && !Double.isNaN(test.ratio()))
        .findFirst()
        .map(test -> "mean " + ratio(test) + ", ")
        .orElse("");
  }

  private static String ratio(TestResult test) {
    String known =
        Double.isInfinite(test.high()) ? "" : format(" (%.2f to %.2f)", test.low(), test.high());
    return format("%.2f times control%s", test.ratio(), known);
  }

  private static String seen(Assessment now) {
    return format(
        "%,d treated and %,d control calls in %,d %s",
        now.treatedSamples(),
        now.controlSamples(),
        now.slots(),
        now.slots() == 1 ? "slot" : "slots");
  }

  private static String within(Assessment now) {
    return now.secondsToVerdict().isPresent()
        ? " At this rate a verdict takes about " + span(now.secondsToVerdict().getAsLong()) + "."
        : "";
  }

  /** Returns a time to the minute, the hour or the day, whichever tells enough. */
  static String span(long seconds) {
    Duration time = Duration.ofSeconds(seconds);
    if (time.toMinutes() < 2) {
      return Math.max(1, seconds) + " s";
    }
    if (time.toHours() < 3) {
      return time.toMinutes() + " min";
    }
    return time.toDays() < 3 ? time.toHours() + " h" : time.toDays() + " days";
  }

  private static String name(String test) {
    return switch (test) {
      case "mean" -> "Mean";
      case "cpu" -> "CPU time";
      default -> test;
    };
  }

  private static String percent(double share) {
    return format("%.2f", share * Plan.WHOLE);
  }

  private static String millis(double nanos) {
    double millis = nanos / NANOS_PER_MILLI;
    return format(millis < 1 ? "%.3f" : "%.1f", millis);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
