package dev.latchkey.runtime.bench;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** Looks on while scenarios run. Called on the thread that runs them, so it has to be quick. */
public interface BenchWatch {
  /** A load begins that takes so long. */
  void begins(String what, double ratePerSecond, int seconds);

  /** A second of it is over. */
  void second(Histogram latencies);

  /** Returns why everything is to end now; empty to go on. */
  String stopped();

  /** One more scenario is done, so that what there is can be kept. */
  void saved(BenchResult soFar) throws IOException;

  /**
   * Keeps one second of a scenario.
   *
   * @param at milliseconds since 1970 when it began
   */
  void log(String scenario, long at, Histogram latencies) throws IOException;
}
