package dev.latchkey.runtime.bench;

import java.util.ArrayList;
import java.util.List;

/** Theil-Sen: the median of the slopes between all pairs, which a few outliers do not move. */
final class Slope {
  private static final int MOST_POINTS = 300;
  private static final int LEAST_POINTS = 10;
  private static final double SECONDS_PER_HOUR = 3600;

  private Slope() {}

  /**
   * Returns by which share of their median values a second apart rise in an hour; {@code NaN} with
   * too few.
   */
  static double ratioPerHour(List<Double> values) {
    int step = 1 + values.size() / MOST_POINTS;
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < values.size(); i += step) {
      if (Double.isFinite(values.get(i))) {
        points.add(new double[] {i, values.get(i)});
      }
    }
    if (points.size() < LEAST_POINTS) {
      return Double.NaN;
    }
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      for (int j = i + 1; j < points.size(); j++) {
        double[] from = points.get(i);
        double[] to = points.get(j);
        slopes.add((to[1] - from[1]) / (to[0] - from[0]));
      }
    }
    double level = Comparing.median(points.stream().map(each -> each[1]).toList());
    return Comparing.median(slopes) * SECONDS_PER_HOUR / level;
  }
}
