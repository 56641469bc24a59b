package dev.latchkey.runtime.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * How the durations of many closed times are spread together, as the values that shares of them do
 * not exceed. Immutable.
 *
 * @param meanMillis {@code NaN} without a duration
 * @param points rising; a percentile that no single duration lies beyond is left out, but for the
 *     greatest, 100
 */
public record LatencyCurve(long count, double meanMillis, List<Point> points) {
  private static final double[] PERCENTILES = {
    0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97.5, 98, 99, 99.5, 99.75, 99.9, 99.95,
    99.99, 99.999, 100
  };

  private static final double WHOLE = 100;
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** Copies the list. */
  public LatencyCurve {
    points = List.copyOf(points);
  }

  /** What this share of all does not exceed; percentile 0 is the least. */
  public record Point(double percentile, double millis) {}

  /** Returns that of all auth operations. */
  public static LatencyCurve ofAuth(Collection<Span> spans) {
    return of(spans.stream().map(Span::auth).toList());
  }

  /** Returns that of the parts with these names, as {@link SpanParts#names} has them. */
  public static LatencyCurve ofParts(Collection<Span> spans, Set<String> names) {
    List<Latencies> found = new ArrayList<>();
    for (Span span : spans) {
      Set<String> there = new TreeSet<>(span.parts().names());
      there.retainAll(names);
      there.forEach(name -> found.add(span.parts().of(name)));
    }
    return of(found);
  }

  private static LatencyCurve of(List<Latencies> parts) {
    Latencies all = Latencies.sum(parts);
    if (all.count() == 0) {
      return new LatencyCurve(0, Double.NaN, List.of());
    }
    List<Point> points = new ArrayList<>();
    for (double percentile : PERCENTILES) {
      boolean known = all.count() * (1 - percentile / WHOLE) >= 1;
      if (known || percentile == WHOLE) {
        points.add(new Point(percentile, all.percentileMillis(percentile)));
      }
    }
    return new LatencyCurve(all.count(), all.sumNanos() / NANOS_PER_MILLI / all.count(), points);
  }
}
