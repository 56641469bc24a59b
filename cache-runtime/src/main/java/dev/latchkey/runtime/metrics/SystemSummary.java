package dev.latchkey.runtime.metrics;

/**
 * The state of the JVM and its process. Immutable; a figure that this JVM cannot tell is {@code
 * NaN}.
 *
 * @param processCpuRatio share of all cores that this process used since the last reading, 0 to 1
 * @param systemCpuRatio share of all cores that the machine used since the last reading, 0 to 1
 * @param gcPauseMillis time spent in collections since the last reading
 */
public record SystemSummary(
    double processCpuRatio,
    double systemCpuRatio,
    double heapUsedBytes,
    double heapMaxBytes,
    double gcPauseMillis,
    double threads) {

  /** No figure is known. */
  public static final SystemSummary UNKNOWN =
      new SystemSummary(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** Returns a copy in which the figures that compare with the last reading are unknown. */
  SystemSummary withoutDifferences() {
    return new SystemSummary(
        Double.NaN, Double.NaN, heapUsedBytes, heapMaxBytes, Double.NaN, threads);
  }
}
