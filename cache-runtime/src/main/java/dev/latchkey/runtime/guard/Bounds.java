package dev.latchkey.runtime.guard;

/**
 * Between what a ratio lies, as far as is known. Immutable.
 *
 * @param low 0 when nothing bounds it from below
 * @param high infinity when nothing bounds it from above
 */
record Bounds(double low, double high) {
  static final Bounds UNKNOWN = new Bounds(0, Double.POSITIVE_INFINITY);
}
