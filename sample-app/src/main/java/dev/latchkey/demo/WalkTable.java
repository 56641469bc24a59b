package dev.latchkey.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays the steps of rollouts out for people to read. */
final class WalkTable {
  private static final String NO_VALUE = "-";
  private static final String GAP = "  ";
  private static final List<String> HEADINGS =
      List.of("phase", "treated", "seconds", "outcome", "test", "ratio", "from", "to");
  private static final List<String> TEXTS = List.of("phase", "outcome", "test");

  private WalkTable() {}

  /** Returns one line a step under a line of headings; a ratio is treated to control. */
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
    var ground = step.ground();
    return List.of(
        step.phase(),
        step.percent() + " %",
        String.valueOf(step.seconds()),
        step.outcome().words(),
        ground.test().isEmpty() ? NO_VALUE : ground.test(),
        decimal(ground.ratio()),
        decimal(ground.low()),
        decimal(ground.high()));
  }

  private static String decimal(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : NO_VALUE;
  }

  private static boolean isText(int column) {
    return TEXTS.contains(HEADINGS.get(column));
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static String padded(String text, int width, boolean left) {
    var space = " ".repeat(width - text.length());
    return left ? text + space : space + text;
  }
}
