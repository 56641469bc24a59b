package dev.latchkey.runtime.metrics;

/**
 * How many connections all pools hold at a moment. Immutable.
 *
 * @param active connections that the application holds
 * @param idle connections that are kept
 * @param waiting calls that wait for one
 */
public record PoolUse(double active, double idle, double waiting) {
  /** There are no pools. */
  public static final PoolUse NONE = new PoolUse(Double.NaN, Double.NaN, Double.NaN);
}
