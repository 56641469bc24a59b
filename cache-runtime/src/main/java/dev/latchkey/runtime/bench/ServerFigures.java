package dev.latchkey.runtime.bench;

/**
 * What the agent in the service tells of its process; {@code NaN} where it does not.
 *
 * @param cpuSeconds since the process began
 * @param allocatedBytes since the process began
 */
public record ServerFigures(
    double cpuSeconds,
    double allocatedBytes,
    double heapAfterGcBytes,
    double threads,
    double openConnections) {
  /** There is no agent. */
  public static final ServerFigures UNKNOWN =
      new ServerFigures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** Returns how much more it is than before. */
  ServerFigures since(ServerFigures before) {
    return new ServerFigures(
        cpuSeconds - before.cpuSeconds,
        // Less than before means that a thread ended and took its part along (before Java 21).
        allocatedBytes < before.allocatedBytes
            ? Double.NaN
            : allocatedBytes - before.allocatedBytes,
        heapAfterGcBytes - before.heapAfterGcBytes,
        threads - before.threads,
        openConnections - before.openConnections);
  }
}
