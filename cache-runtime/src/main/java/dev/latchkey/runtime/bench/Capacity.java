package dev.latchkey.runtime.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * Looks for the highest rate at which the 95th percentile is within its target: doubling until it
 * is not, then halving the gap. Confined to one thread.
 */
final class Capacity {
  private static final double FIRST_RATE = 50;
  private static final Duration STEP = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int HALVINGS = 4;
  private static final int USERS = 200;
  private static final double MOST_ERRORS = 0.01;
  private static final double LEAST_SENT = 0.97;

  private final Runner runner;

  Capacity(Runner runner) {
    this.runner = runner;
  }

  /**
   * Returns the rate.
   *
   * @throws BenchException when not even the first one can be held
   */
  double find() throws IOException, BenchException {
    double most = runner.settings().mostRate();
    double good = 0;
    double bad = Double.NaN;
    for (double rate = Math.min(FIRST_RATE, most); Double.isNaN(bad) && good < most; ) {
      if (holds(rate)) {
        good = rate;
        rate = Math.min(most, rate * 2);
      } else {
        bad = rate;
      }
      if (isStopped()) {
        return Double.NaN;
      }
    }
    if (good == 0) {
      throw new BenchException(
          "at "
              + Words.number(bad)
              + " requests a second p95 is over "
              + Words.millis(runner.settings().p95TargetMillis())
              + " already; give a higher --p95-target, or --capacity");
    }
    for (int i = 0; i < HALVINGS && !Double.isNaN(bad) && !isStopped(); i++) {
      double middle = (good + bad) / 2;
      if (holds(middle)) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return isStopped() ? Double.NaN : Math.floor(good);
  }

  private boolean isStopped() {
    return !runner.watch().stopped().isEmpty();
  }

  private boolean holds(double rate) throws IOException {
    try (OpenLoop loop = runner.open(USERS, Map.of())) {
      LoadResult load = runner.run(loop, "capacity", rate, STEP, USERS, PATIENCE);
      return load.stopped() == null
          && load.errorRatio() <= MOST_ERRORS
          && load.sentPerSecond() >= rate * LEAST_SENT
          && Repetition.millis(load.latency(TokenKind.GOOD), 95)
              <= runner.settings().p95TargetMillis();
    }
  }
}
