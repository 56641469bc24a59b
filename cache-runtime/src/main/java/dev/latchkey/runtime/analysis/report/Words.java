package dev.latchkey.runtime.analysis.report;

import java.util.Locale;

/** Figures as people read them. Stateless. */
final class Words {
  private static final double SMALL = 10;

  private Words() {}

  static String millis(double millis) {
    return Double.isNaN(millis)
        ? "–"
        : String.format(Locale.ROOT, millis < SMALL ? "%.2f ms" : "%.0f ms", millis);
  }

  static String percent(double ratio) {
    return Double.isNaN(ratio) ? "–" : String.format(Locale.ROOT, "%.0f %%", 100 * ratio);
  }
}
