package dev.latchkey.runtime.bench;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Looks on while a load runs; called on its thread, so it has to be quick. */
public interface LoadWatch {
  /** Sees nothing and stops nothing. */
  LoadWatch NONE = (number, latencies) -> null;

  /**
   * Called after each second.
   *
   * @param number of the second, from 0
   * @param latencies of the requests with good tokens that were answered in it, in nanoseconds
   * @return why the load is to end now; null to go on
   */
  @Nullable String second(int number, Histogram latencies);
}
