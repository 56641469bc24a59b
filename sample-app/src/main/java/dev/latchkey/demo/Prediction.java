package dev.latchkey.demo;

import java.util.List;
import java.util.Locale;

/**
 * What the report said that a phase would save, and what it saved. Both are shares of the time of
 * an authentication. Immutable.
 *
 * @param predicted {@code NaN} where nothing was
 */
record Prediction(String phase, double predicted, double saved) {
  /** How far apart both may be, in points of a hundred. */
  static final int MOST_POINTS = 15;

  /** Returns by how many points of a hundred too much was predicted. */
  double points() {
    return 100 * (predicted - saved);
  }

  /** Returns whether it was good enough; a prediction that was not made is not. */
  boolean holds() {
    return Math.abs(points()) <= MOST_POINTS;
  }

  /** Returns all of them as a Markdown table. */
  static String table(List<Prediction> predictions) {
    var table =
        new StringBuilder(
            "| phase | predicted | measured | points apart | within "
                + MOST_POINTS
                + " |\n| --- | --- | --- | --- | --- |\n");
    predictions.forEach(each -> table.append(each.line()).append('\n'));
    return table.toString();
  }

  /** Returns one line of that table. */
  String line() {
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            phase,
            shown("%.0f %%", 100 * predicted),
            shown("%.0f %%", 100 * saved),
            shown("%+.0f", points()),
            holds() ? "pass" : "**fail**");
  }

  private static String shown(String format, double value) {
    return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, format, value);
  }
}
