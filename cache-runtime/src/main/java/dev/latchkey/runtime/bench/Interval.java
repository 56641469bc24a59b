package dev.latchkey.runtime.bench;

import java.util.List;

/**
 * A 95 % confidence interval of a ratio, by Student's t on logarithms: latencies are skewed, and
 * their logarithms much less so. Unknown, with {@code NaN}, where there is too little to say.
 *
 * @param samples pairs, or repetitions of the side with fewer
 */
record Interval(double low, double high, int samples) {
  /** Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom. */
  private static final double[] T = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042
  };

  private static final double NORMAL = 1.960;

  boolean isKnown() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }

  private static Interval unknown(int samples) {
    return new Interval(Double.NaN, Double.NaN, samples);
  }

  /** Returns the interval of after / before where value belongs to value. */
  static Interval paired(List<Double> before, List<Double> after) {
    int n = Math.min(before.size(), after.size());
    double[] logs = new double[n];
    for (int i = 0; i < n; i++) {
      logs[i] = Math.log(after.get(i) / before.get(i));
    }
    return n < 2 || !isFinite(logs)
        ? unknown(n)
        : around(mean(logs), Math.sqrt(variance(logs) / n), n - 1, n);
  }

  /** Returns the interval of after / before of repetitions that do not belong to each other. */
  static Interval unpaired(List<Double> before, List<Double> after) {
    double[] x = logs(before);
    double[] y = logs(after);
    int n = Math.min(x.length, y.length);
    if (n < 2 || !isFinite(x) || !isFinite(y)) {
      return unknown(n);
    }
    double vx = variance(x) / x.length;
    double vy = variance(y) / y.length;
    // Welch and Satterthwaite; without any variance every number of degrees does.
    double degrees =
        vx + vy == 0
            ? n - 1
            : (vx + vy) * (vx + vy) / (vx * vx / (x.length - 1) + vy * vy / (y.length - 1));
    return around(mean(y) - mean(x), Math.sqrt(vx + vy), (int) degrees, n);
  }

  private static Interval around(double middle, double error, int degrees, int samples) {
    double t = degrees <= T.length ? T[Math.max(0, degrees - 1)] : NORMAL + 2.4 / degrees;
    return new Interval(Math.exp(middle - t * error), Math.exp(middle + t * error), samples);
  }

  private static double[] logs(List<Double> values) {
    return values.stream().mapToDouble(Math::log).toArray();
  }

  private static boolean isFinite(double[] values) {
    for (double each : values) {
      if (!Double.isFinite(each)) {
        return false;
      }
    }
    return true;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double each : values) {
      sum += each;
    }
    return sum / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double each : values) {
      sum += (each - mean) * (each - mean);
    }
    return sum / (values.length - 1);
  }
}
