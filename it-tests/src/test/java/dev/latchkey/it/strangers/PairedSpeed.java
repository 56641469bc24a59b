package dev.latchkey.it.strangers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a request costs with the agent over what it costs without, in turns on one machine.
 * Immutable.
 *
 * @param low the first quartile of the blocks' ratios of time
 * @param time their median
 * @param high their third quartile
 * @param cpu the ratio of the CPU time of the two processes, over all blocks
 */
record PairedSpeed(double low, double time, double high, double cpu) {
  private static final int WARM_BLOCKS = 150;
  private static final int BLOCKS = 100;

  /** Asks both in blocks of these tokens, which are all accepted; who goes first changes. */
  static PairedSpeed measure(RunningStranger bare, RunningStranger woven, List<String> tokens) {
    for (int i = 0; i < WARM_BLOCKS; i++) {
      bare.timed(tokens);
      woven.timed(tokens);
    }
    double bareCpu = bare.cpuMicros();
    double wovenCpu = woven.cpuMicros();
    double[] ratios = new double[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
      ratios[i] = i % 2 == 0 ? ratio(bare, woven, tokens) : 1 / ratio(woven, bare, tokens);
    }
    double cpu = (woven.cpuMicros() - wovenCpu) / (bare.cpuMicros() - bareCpu);
    Arrays.sort(ratios);
    return new PairedSpeed(ratios[BLOCKS / 4], ratios[BLOCKS / 2], ratios[BLOCKS * 3 / 4], cpu);
  }

  /** Returns two columns of a table. */
  String cells() {
    return String.format(Locale.ROOT, "%.2f (%.2f to %.2f) | %.2f", time, low, high, cpu);
  }

  /** The second's time over the first's. */
  private static double ratio(RunningStranger first, RunningStranger second, List<String> tokens) {
    double before = first.timed(tokens);
    return second.timed(tokens) / before;
  }
}
