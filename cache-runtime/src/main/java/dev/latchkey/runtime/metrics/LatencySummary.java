package dev.latchkey.runtime.metrics;

/**
 * A latency distribution in milliseconds. Immutable; with a count of 0 every figure is {@code NaN}.
 *
 * @param count number of values
 */
public record LatencySummary(
    long count,
    double meanMillis,
    double p50Millis,
    double p95Millis,
    double p99Millis,
    double p999Millis,
    double maxMillis) {

  /** No value was recorded. */
  public static final LatencySummary EMPTY =
      new LatencySummary(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
