package dev.latchkey.runtime.metrics;

/**
 * How many connections all pools hold at a moment. Immutable.
 *
 * @param active connections that the application holds
 * @param idle connections that are kept
 * @param waiting calls that wait for one
 * @param timeouts calls that waited as long as they may and got none, since the start
 */
public record PoolUse(double active, double idle, double waiting, double timeouts) {
  /** There are no pools. */
  public static final PoolUse NONE = new PoolUse(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
