package dev.latchkey.it.strangers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a request costs with the agent over what it costs without, in turns on one machine.
 * Immutable.
 *
 * @param low the first quartile of the ratios of time, of two blocks each
 * @param time their median
 * @param high their third quartile
 * @param cpu the ratio of the CPU time of the two processes, over all blocks
 */
record PairedSpeed(double low, double time, double high, double cpu) {
  private static final int WARM_BLOCKS = 150;
  private static final int QUADS = 50;

  /** Asks both in blocks of these tokens, which are all accepted. */
  static PairedSpeed measure(RunningStranger bare, RunningStranger woven, List<String> tokens) {
    for (int i = 0; i < WARM_BLOCKS; i++) {
      bare.timed(tokens);
      woven.timed(tokens);
    }
    double bareCpu = bare.cpuMicros();
    double wovenCpu = woven.cpuMicros();
    double[] ratios = new double[QUADS];
    for (int i = 0; i < QUADS; i++) {
      // In this order, for whoever comes second is often the faster one.
      double without = bare.timed(tokens);
      double with = woven.timed(tokens) + woven.timed(tokens);
      ratios[i] = with / (without + bare.timed(tokens));
    }
    double cpu = (woven.cpuMicros() - wovenCpu) / (bare.cpuMicros() - bareCpu);
    Arrays.sort(ratios);
    return new PairedSpeed(ratios[QUADS / 4], ratios[QUADS / 2], ratios[QUADS * 3 / 4], cpu);
  }

  /** Returns two columns of a table. */
  String cells() {
    return String.format(Locale.ROOT, "%.2f (%.2f to %.2f) | %.2f", time, low, high, cpu);
  }
}
