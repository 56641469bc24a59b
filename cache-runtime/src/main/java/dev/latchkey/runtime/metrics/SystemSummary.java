package dev.latchkey.runtime.metrics;

/**
 * The state of the JVM, its process and its host. Immutable; a figure that cannot be told here is
 * {@code NaN}.
 *
 * @param processCpuRatio share of all cores that this process used since the last reading, 0 to 1
 * @param systemCpuRatio share of all cores that the machine used since the last reading, 0 to 1
 * @param heapAfterGcBytes heap that was in use right after the last collection of each pool
 * @param gcPauseMillis time spent in collections since the last reading
 * @param openFiles open file descriptors of this process
 * @param maxFiles how many it may open
 * @param networkReceivedBytesPerSecond over the host's devices since the last reading, the loopback
 *     left out
 * @param networkSentBytesPerSecond likewise
 * @param totals what counts from the start of the JVM
 */
public record SystemSummary(
    double processCpuRatio,
    double systemCpuRatio,
    double heapUsedBytes,
    double heapMaxBytes,
    double heapAfterGcBytes,
    double gcPauseMillis,
    double threads,
    double openFiles,
    double maxFiles,
    double networkReceivedBytesPerSecond,
    double networkSentBytesPerSecond,
    Totals totals) {

  /** No figure is known. */
  public static final SystemSummary UNKNOWN =
      new SystemSummary(
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          new Totals(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN));

  /**
   * Figures that never fall.
   *
   * @param processCpuSeconds CPU time of the process
   * @param allocatedBytes that threads allocated; before Java 21 those of threads that run, so that
   *     it falls when one ends
   * @param gcPauses collections that stopped the application
   * @param gcPauseSeconds time that they took
   * @param networkReceivedBytes over the host's devices since they came up
   * @param networkSentBytes likewise
   */
  public record Totals(
      double processCpuSeconds,
      double allocatedBytes,
      double gcPauses,
      double gcPauseSeconds,
      double networkReceivedBytes,
      double networkSentBytes) {}

  /** Returns a copy in which the figures that compare with the last reading are unknown. */
  SystemSummary withoutDifferences() {
    return new SystemSummary(
        Double.NaN,
        Double.NaN,
        heapUsedBytes,
        heapMaxBytes,
        heapAfterGcBytes,
        Double.NaN,
        threads,
        openFiles,
        maxFiles,
        Double.NaN,
        Double.NaN,
        totals);
  }
}
