package dev.latchkey.demo;

import dev.latchkey.demo.RolloutStatus.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays the steps of rollouts out for people to read. */
final class WalkTable {
  private static final String NO_VALUE = "-";
  private static final String GAP = "  ";
  private static final List<String> HEADINGS =
      List.of(
          "phase", "treated", "seconds", "outcome", "treated, ms", "control, ms", "ratio", "from",
          "to");

  private WalkTable() {}

  /** Returns one line a step under a line of headings; the figures are means of authentications. */
  static String of(List<WalkedStep> steps) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEADINGS);
    steps.forEach(step -> rows.add(row(step)));
    var table = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < HEADINGS.size(); column++) {
        line.append(padded(row.get(column), width(rows, column), isText(column))).append(GAP);
      }
      table.append(line.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  private static List<String> row(WalkedStep step) {
    var last = step.last();
    Comparison mean = last.mean();
    return List.of(
        step.phase(),
        last.percent() + " %",
        String.valueOf(last.stepSeconds()),
        step.outcome().words(),
        decimal("%.1f", mean.treatedMillis()),
        decimal("%.1f", mean.controlMillis()),
        decimal("%.2f", mean.ratio()),
        decimal("%.2f", mean.low()),
        decimal("%.2f", mean.high()));
  }

  private static String decimal(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : NO_VALUE;
  }

  private static boolean isText(int column) {
    return column == HEADINGS.indexOf("phase") || column == HEADINGS.indexOf("outcome");
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static String padded(String text, int width, boolean left) {
    var space = " ".repeat(width - text.length());
    return left ? text + space : space + text;
  }
}
