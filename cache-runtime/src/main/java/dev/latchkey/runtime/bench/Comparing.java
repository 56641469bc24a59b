package dev.latchkey.runtime.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Compares two results, and refuses where they were measured under different conditions. Stateless.
 */
public final class Comparing {
  /** What the comparison is about, or follows from it. */
  private static final Set<String> MAY_DIFFER = Set.of("latchkey", "phases");

  private static final double LOAD_TOLERANCE = 0.05;

  /** Nobody sets the rate of live traffic. */
  private static final double LIVE_TOLERANCE = 0.25;

  /** Intervals within this of 1 say that nothing changed. */
  static final double MARGIN = 0.10;

  private static final Map<String, ToDoubleFunction<Repetition>> METRICS = metrics();

  private Comparing() {}

  private static Map<String, ToDoubleFunction<Repetition>> metrics() {
    Map<String, ToDoubleFunction<Repetition>> metrics = new LinkedHashMap<>();
    metrics.put("mean", Repetition::meanMillis);
    metrics.put("p50", Repetition::p50Millis);
    metrics.put("p95", Repetition::p95Millis);
    metrics.put("p99", Repetition::p99Millis);
    metrics.put("cpu", Repetition::cpuMillis);
    metrics.put("allocation", Repetition::allocatedBytes);
    return metrics;
  }

  /**
   * Returns in what the conditions differ so that no verdict can be given; empty when they do not.
   */
  public static List<String> differences(BenchResult before, BenchResult after) {
    List<String> found = new ArrayList<>();
    Set<String> names = new TreeSet<>(before.environment().keySet());
    names.addAll(after.environment().keySet());
    for (String name : names) {
      String was = before.environment().getOrDefault(name, "unknown");
      String is = after.environment().getOrDefault(name, "unknown");
      if (!MAY_DIFFER.contains(name) && !was.equals(is)) {
        found.add(name + " differs (" + was + " against " + is + ")");
      }
    }
    for (ScenarioResult was : before.scenarios()) {
      after.scenario(was.name()).ifPresent(is -> addLoad(was, is, found));
    }
    return found;
  }

  private static void addLoad(ScenarioResult was, ScenarioResult is, List<String> found) {
    double ratio = is.intendedRate() / was.intendedRate();
    double tolerance = was.name().equals(LiveBaseline.LIVE) ? LIVE_TOLERANCE : LOAD_TOLERANCE;
    if (ratio < 1 - tolerance || ratio > 1 + tolerance) {
      found.add(
          "the load of "
              + was.name()
              + " differs ("
              + Words.number(was.intendedRate())
              + "/s against "
              + Words.number(is.intendedRate())
              + "/s)");
    }
    if (was.connections() != is.connections()) {
      found.add(
          "the connections of "
              + was.name()
              + " differ ("
              + was.connections()
              + " against "
              + is.connections()
              + ")");
    }
  }

  /** Returns all figures that both have, with verdicts unless the conditions differ. */
  public static List<Comparison> judged(BenchResult before, BenchResult after) {
    List<Comparison> rows = compare(before, after);
    return differences(before, after).isEmpty()
        ? rows
        : rows.stream().map(Comparison::withoutVerdict).toList();
  }

  /** Returns all figures that both have, of scenarios that both completed. */
  public static List<Comparison> compare(BenchResult before, BenchResult after) {
    List<Comparison> found = new ArrayList<>();
    for (ScenarioResult was : before.scenarios()) {
      after
          .scenario(was.name())
          .filter(is -> is.isComplete() && was.isComplete())
          .ifPresent(is -> METRICS.forEach((name, read) -> add(was, is, name, read, found)));
    }
    return found;
  }

  private static void add(
      ScenarioResult was,
      ScenarioResult is,
      String name,
      ToDoubleFunction<Repetition> read,
      List<Comparison> found) {
    List<Double> x = was.repetitions().stream().mapToDouble(read).boxed().toList();
    List<Double> y = is.repetitions().stream().mapToDouble(read).boxed().toList();
    if (isKnown(x) && isKnown(y)) {
      found.add(
          Comparison.of(was.name(), name, median(x), median(y), Interval.unpaired(x, y), MARGIN));
    }
  }

  /** Compares blocks that ran alternately, each pair with itself. */
  static List<Comparison> paired(String scenario, List<Repetition> off, List<Repetition> on) {
    List<Comparison> found = new ArrayList<>();
    METRICS.forEach(
        (name, read) -> {
          List<Double> x = off.stream().mapToDouble(read).boxed().toList();
          List<Double> y = on.stream().mapToDouble(read).boxed().toList();
          if (isKnown(x) && isKnown(y)) {
            found.add(
                Comparison.of(scenario, name, median(x), median(y), Interval.paired(x, y), MARGIN));
          }
        });
    return found;
  }

  private static boolean isKnown(List<Double> values) {
    return !values.isEmpty() && values.stream().allMatch(each -> each > 0);
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? Double.NaN
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
