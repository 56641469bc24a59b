package dev.latchkey.runtime.analysis;

import dev.latchkey.runtime.metrics.Summary;
import java.util.Optional;

/**
 * What share of the connections that an application opens could have been one that it had closed
 * before: all but as many as were ever open at once. Looked at once a second, so that a short peak
 * between two looks is missed. Confined to the thread that looks.
 */
final class OpenConnections {
  private static final int LOOKS = 60;
  private static final int FEWEST = 20;

  private final int[] open = new int[LOOKS];
  private int looks;

  /**
   * What the last minute was like.
   *
   * @param opened connections
   * @param peak the most that were open at once
   * @param reusable share of those opened that need not have been, 0 to 1
   */
  record Seen(long opened, int peak, double reusable) {}

  /** Returns nothing as long as there are too few connections to tell. */
  Optional<Seen> look(Summary lastMinute) {
    open[looks++ % LOOKS] = lastMinute.connectionsOpen();
    int peak = 1;
    for (int each : open) {
      peak = Math.max(peak, each);
    }
    long opened = lastMinute.connectionsOpened();
    if (opened < FEWEST) {
      return Optional.empty();
    }
    return Optional.of(new Seen(opened, peak, Math.max(0, 1 - peak / (double) opened)));
  }
}
