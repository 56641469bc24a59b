package dev.latchkey.demo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Lays the steps out for people to read. */
final class ResultTable {
  private static final String GAP = "  ";
  private static final String NO_VALUE = "-";

  private ResultTable() {}

  /** Returns one line a step under two lines of headings; times in milliseconds. */
  static String of(List<Step> steps) {
    var layers = new LinkedHashSet<String>();
    steps.forEach(step -> layers.addAll(new TreeMap<>(step.hitRatio()).keySet()));
    var rows = new ArrayList<List<String>>();
    rows.add(groups(layers.size()));
    rows.add(headings(layers));
    var before = steps.isEmpty() ? 0 : steps.get(0).meanMillis();
    steps.forEach(step -> rows.add(row(step, before, layers)));
    return aligned(rows);
  }

  private static List<String> groups(int layers) {
    var cells = new ArrayList<String>();
    cells.addAll(List.of("", "", "", ""));
    cells.addAll(List.of("authentication", "", "", "", ""));
    cells.addAll(List.of("request", "", "", ""));
    for (int i = 0; i < layers; i++) {
      cells.add("hits");
    }
    cells.add("connections");
    return cells;
  }

  private static List<String> headings(Iterable<String> layers) {
    var cells = new ArrayList<String>();
    cells.addAll(List.of("phases on", "requests", "errors", "rate/s"));
    cells.addAll(List.of("mean ms", "change", "p50", "p95", "p99"));
    cells.addAll(List.of("mean ms", "p50", "p95", "p99"));
    layers.forEach(cells::add);
    cells.add("opened");
    return cells;
  }

  private static List<String> row(Step step, double before, Iterable<String> layers) {
    var cells = new ArrayList<String>();
    cells.add(step.name());
    cells.add(String.valueOf(step.requests()));
    cells.add(String.valueOf(step.errors()));
    cells.add(decimal(step.ratePerSecond()));
    cells.add(decimal(step.meanMillis()));
    cells.add(step.phases().isEmpty() ? NO_VALUE : change(before, step.meanMillis()));
    cells.add(decimal(step.p50Millis()));
    cells.add(decimal(step.p95Millis()));
    cells.add(decimal(step.p99Millis()));
    cells.add(decimal(step.requestMeanMillis()));
    cells.add(decimal(step.requestP50Millis()));
    cells.add(decimal(step.requestP95Millis()));
    cells.add(decimal(step.requestP99Millis()));
    for (var layer : layers) {
      var ratio = step.hitRatio().get(layer);
      cells.add(ratio == null ? NO_VALUE : decimal(100 * ratio) + " %");
    }
    cells.add(String.valueOf(step.connectionsOpened()));
    return cells;
  }

  private static String change(double before, double now) {
    return String.format(Locale.ROOT, "%+.0f %%", 100 * (now - before) / before);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String aligned(List<List<String>> rows) {
    var widths = new int[rows.get(0).size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var table = new StringBuilder();
    for (var row : rows) {
      table.append(line(row, widths)).append('\n');
    }
    return table.toString();
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      var padding = " ".repeat(widths[i] - row.get(i).length());
      // The name on the left, figures on the right.
      line.append(i == 0 ? row.get(i) + padding : GAP + padding + row.get(i));
    }
    return line.toString().stripTrailing();
  }
}
