package dev.latchkey.it.bench;

import java.util.List;
import java.util.Locale;

/** Tells a run as Markdown: the bounds first, then everything that was measured. */
record Report(Measurements measured, String arguments) {

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("# Performance\n\n");
    text.append("What the agent costs and saves, measured in one run with `./mvnw -Pjmh`");
    text.append(arguments.isEmpty() ? "" : " and `-Djmh.args=\"" + arguments + "\"`");
    text.append(".\nCompare the ratios; the times are those of one machine: ").append(machine());
    text.append("\n\n## Bounds\n\n");
    text.append("| what | measured | bound | verdict |\n| --- | --- | --- | --- |\n");
    for (Bound bound : Bound.of(measured)) {
      text.append(
          row(
              bound.text(),
              number("%.2f", bound.value()) + " " + bound.unit(),
              number("%.1f", bound.limit()) + " " + bound.unit(),
              bound.verdict()));
    }
    text.append("\n## Measurements\n\n");
    text.append("| what | agent | ns a call | error | bytes a call |\n");
    text.append("| --- | --- | --- | --- | --- |\n");
    for (Measurement each : measured.all()) {
      text.append(
          row(
              each.planned().text(),
              each.planned().setup().text(),
              number("%.1f", each.nanos()),
              number("± %.1f", each.errorNanos()),
              number("%.0f", each.bytes())));
    }
    text.append("\n## Loading 2,000 classes\n\n");
    text.append("| CPU time, median | without the agent | with it | ratio |\n");
    text.append("| --- | --- | --- | --- |\n");
    text.append(row("the thread that loads", measured.weaving().loading()));
    text.append(row("the whole process meanwhile", measured.weaving().meanwhile()));
    text.append(row("the whole process from its start on", measured.weaving().whole()));
    text.append("\n## A connection, opened and closed\n\n");
    text.append("| µs, median of the runs | CPU, application | CPU, database | time, p50 |\n");
    text.append("| --- | --- | --- | --- |\n");
    for (PoolCost.Way way : PoolCost.Way.values()) {
      text.append(row(way.text(), measured.pool().of(way)));
    }
    return text.toString();
  }

  private static String row(String what, PoolCost.Cost cost) {
    return row(
        what,
        number("%.1f", cost.app()),
        number("%.1f", cost.server()),
        number("%.1f", cost.p50()));
  }

  private static String row(String what, WeavingCost.Pair cost) {
    return row(
        what,
        number("%.0f ms", cost.bare()),
        number("%.0f ms", cost.woven()),
        number("%.2f", cost.ratio()));
  }

  private static String machine() {
    return Runtime.getRuntime().availableProcessors()
        + " cores ("
        + System.getProperty("os.arch")
        + "), "
        + System.getProperty("os.name")
        + ", "
        + System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.vm.version")
        + ".";
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", List.of(cells)) + " |\n";
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }
}
