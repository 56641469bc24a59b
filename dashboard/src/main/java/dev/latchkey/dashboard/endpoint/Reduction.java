package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.Tick;
import java.util.List;

/**
 * How the seconds of one step become one value. Percentiles cannot be averaged, so a step shows its
 * worst second; a mean per operation is weighted by the operations of each second; all else is
 * averaged over the seconds that have a value.
 */
enum Reduction {
  WORST,
  WEIGHTED,
  MEAN;

  static Reduction of(SeriesInfo series) {
    if (!series.unit().equals("ms")) {
      return MEAN;
    }
    return series.id().endsWith(".mean") ? WEIGHTED : WORST;
  }

  /**
   * Returns the value of one step; {@code NaN} when no second has one.
   *
   * @param column which series
   * @param weights which series holds the operations a second
   */
  double reduce(List<Tick> seconds, int column, int weights) {
    double worst = Double.NaN;
    double sum = 0;
    double weight = 0;
    for (var tick : seconds) {
      double value = tick.values()[column];
      if (!Double.isNaN(value)) {
        double share = this == WEIGHTED ? Math.max(0, tick.values()[weights]) : 1;
        worst = Double.isNaN(worst) ? value : Math.max(worst, value);
        sum += value * share;
        weight += share;
      }
    }
    if (this == WORST) {
      return worst;
    }
    return weight == 0 ? worst : sum / weight;
  }
}
