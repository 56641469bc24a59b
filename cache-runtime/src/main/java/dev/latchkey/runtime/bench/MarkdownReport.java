package dev.latchkey.runtime.bench;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a result as Markdown: the verdict first, then tables. Stateless. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** Returns the report. */
  public static String of(BenchResult result) {
    StringBuilder out = new StringBuilder();
    out.append("# ").append(cell(result.name())).append("\n\n");
    out.append(headline(result)).append("\n\n");
    if (!result.gates().isEmpty()) {
      out.append("| gate | verdict | |\n| --- | --- | --- |\n");
      result
          .gates()
          .forEach(each -> row(out, each.name(), "**" + each.verdict() + "**", each.text()));
      out.append('\n');
    }
    if (!result.comparisons().isEmpty()) {
      out.append("| | before | after | change | 95 % interval | n | verdict |\n");
      out.append("| --- | --- | --- | --- | --- | --- | --- |\n");
      result.comparisons().forEach(each -> row(out, cells(each)));
      out.append('\n');
    }
    scenarios(result, out);
    out.append("| measured on | |\n| --- | --- |\n");
    result.environment().forEach((name, value) -> row(out, name, value));
    return out.toString();
  }

  /** Returns in a sentence what is there, and what is not. */
  static String headline(BenchResult result) {
    long complete = result.scenarios().stream().filter(ScenarioResult::isComplete).count();
    String whole =
        result.state().equals(ScenarioResult.COMPLETE)
            ? ""
            : "**These are partial results: "
                + (result.stopped().isEmpty() ? "the run has not ended" : result.stopped())
                + ".** ";
    String capacity =
        Double.isNaN(result.capacityPerSecond())
            ? ""
            : " Capacity: " + Words.number(result.capacityPerSecond()) + " requests a second.";
    return whole
        + "Measured "
        + result.at()
        + ": "
        + complete
        + " of "
        + result.scenarios().size()
        + " scenarios say something."
        + capacity;
  }

  private static void scenarios(BenchResult result, StringBuilder out) {
    out.append(
        "| scenario | rate/s | users | p50 | p95 | p99 | max | errors | CPU/request |"
            + " allocated/request | state |\n");
    out.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    result.scenarios().forEach(each -> row(out, cells(each)));
    out.append('\n');
    for (ScenarioResult each : result.scenarios()) {
      each.notes().forEach(note -> item(out, each.name(), note));
      each.figures()
          .forEach((name, value) -> item(out, each.name(), name + " " + Words.number(value)));
    }
    out.append('\n');
  }

  private static void item(StringBuilder out, String scenario, String text) {
    out.append("- ").append(cell(scenario)).append(": ").append(cell(text)).append('\n');
  }

  static String[] cells(ScenarioResult each) {
    return new String[] {
      each.name(),
      Words.number(each.intendedRate()),
      String.valueOf(each.connections()),
      Words.millis(figure(each, Repetition::p50Millis)),
      Words.millis(figure(each, Repetition::p95Millis)),
      Words.millis(figure(each, Repetition::p99Millis)),
      Words.millis(figure(each, Repetition::maxMillis)),
      String.valueOf(each.repetitions().stream().mapToLong(Repetition::errors).sum()),
      Words.millis(figure(each, Repetition::cpuMillis)),
      bytes(figure(each, Repetition::allocatedBytes)),
      each.state()
    };
  }

  private static String bytes(double value) {
    return Double.isFinite(value) ? Words.number(value / 1024) + " KiB" : "-";
  }

  private static double figure(
      ScenarioResult of, java.util.function.ToDoubleFunction<Repetition> read) {
    List<Double> values = of.repetitions().stream().mapToDouble(read).boxed().toList();
    return Comparing.median(values);
  }

  static String[] cells(Comparison each) {
    String unit = each.metric().equals("allocation") ? " B" : " ms";
    return new String[] {
      each.scenario() + " " + each.metric(),
      Words.number(each.before()) + unit,
      Words.number(each.after()) + unit,
      Words.change(each.ratio()),
      Double.isNaN(each.low())
          ? "too few repetitions"
          : Words.change(each.low()) + " to " + Words.change(each.high()),
      String.valueOf(each.samples()),
      each.verdict()
    };
  }

  private static void row(StringBuilder out, String... cells) {
    out.append(
        List.of(cells).stream()
            .map(MarkdownReport::cell)
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** Notes hold what a service answered; nothing of it may become markup. */
  private static String cell(String text) {
    return text.replaceAll("[\\p{Cntrl}|<>`\\[\\]]", " ");
  }
}
