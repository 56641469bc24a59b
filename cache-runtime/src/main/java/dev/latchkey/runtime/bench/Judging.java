package dev.latchkey.runtime.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says of a result whether what was asked for holds. Stateless. */
public final class Judging {
  private Judging() {}

  /**
   * What has to hold; {@code NaN} for what need not.
   *
   * @param mostErrors share of requests with good tokens that may fail, 0 to 1
   * @param mostRegression by which share a figure may be worse than before, 0 to 1
   */
  public record Limits(double mostP95Millis, double mostErrors, double mostRegression) {}

  /**
   * Returns the result with its gates, and with comparisons when there is something to compare
   * with. A scenario without a figure that is asked for fails: what was not measured is not well.
   */
  public static BenchResult judge(BenchResult result, Limits limits, Optional<BenchResult> before) {
    List<Gate> gates = new ArrayList<>();
    for (ScenarioResult each : result.scenarios()) {
      if (!each.state().equals(ScenarioResult.SKIPPED)) {
        addLimits(each, limits, gates);
      }
    }
    List<Comparison> comparisons = new ArrayList<>(result.comparisons());
    if (before.isPresent()) {
      List<String> differences = Comparing.differences(before.get(), result);
      comparisons.addAll(Comparing.compare(before.get(), result));
      if (differences.isEmpty()) {
        comparisons.forEach(each -> gates.add(regression(each, limits.mostRegression())));
      } else {
        comparisons.replaceAll(Comparison::withoutVerdict);
        gates.add(
            Gate.unknown("comparison", "no verdict, because " + String.join("; ", differences)));
      }
    }
    return result.judged(comparisons, gates);
  }

  private static void addLimits(ScenarioResult of, Limits limits, List<Gate> gates) {
    if (!Double.isNaN(limits.mostP95Millis())) {
      double p95 = Comparing.median(of.repetitions().stream().map(Repetition::p95Millis).toList());
      gates.add(
          Gate.of(
              of.name() + " p95",
              of.isComplete() && p95 <= limits.mostP95Millis(),
              Words.millis(p95) + ", limit " + Words.millis(limits.mostP95Millis())));
    }
    if (!Double.isNaN(limits.mostErrors())) {
      long count = of.repetitions().stream().mapToLong(Repetition::count).sum();
      long errors = of.repetitions().stream().mapToLong(Repetition::errors).sum();
      gates.add(
          Gate.of(
              of.name() + " errors",
              count > 0 && errors <= limits.mostErrors() * count,
              Words.number(100.0 * errors / count)
                  + " %, limit "
                  + Words.number(100 * limits.mostErrors())
                  + " %"));
    }
  }

  private static Gate regression(Comparison of, double most) {
    String name = of.scenario() + " " + of.metric();
    String text =
        Words.change(of.ratio())
            + " ("
            + Words.change(of.low())
            + " to "
            + Words.change(of.high())
            + "), limit "
            + Words.change(1 + most);
    if (of.verdict().equals(Comparison.WORSE) && of.ratio() > 1 + most) {
      return Gate.of(name, false, text);
    }
    // Surely within the limit, or too noisy to say.
    return of.high() <= 1 + most ? Gate.of(name, true, text) : Gate.unknown(name, text);
  }
}
