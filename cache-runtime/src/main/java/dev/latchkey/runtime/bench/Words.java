package dev.latchkey.runtime.bench;

import java.util.Locale;

/** Writes figures for people: three digits, a dash for what is not known. Stateless. */
final class Words {
  private Words() {}

  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double size = Math.abs(value);
    int decimals = size >= 99.95 || size == 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  static String millis(double value) {
    return Double.isFinite(value) ? number(value) + " ms" : "-";
  }

  /** Returns how much less or more a ratio is, such as {@code -54 %}. */
  static String change(double ratio) {
    return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%+.1f %%", (ratio - 1) * 100) : "-";
  }
}
