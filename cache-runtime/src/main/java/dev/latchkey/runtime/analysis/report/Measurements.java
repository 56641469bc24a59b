package dev.latchkey.runtime.analysis.report;

import dev.latchkey.runtime.analysis.Forecast;
import dev.latchkey.runtime.discovery.Findings;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.operation.Layer;
import java.util.List;

/**
 * What a report is made from. Immutable.
 *
 * @param forecasts of the phases that have one
 * @param findings of the last scan
 */
public record Measurements(
    String application,
    String version,
    Summary summary,
    List<TargetSnapshot> targets,
    List<Forecast> forecasts,
    Findings findings) {
  private static final int FEWEST = 20;

  /** Copies the lists. */
  public Measurements {
    targets = List.copyOf(targets);
    forecasts = List.copyOf(forecasts);
  }

  /** Returns whether enough auth operations were measured to go by them. */
  boolean knowOperations() {
    return summary.auth().count() >= FEWEST;
  }

  /**
   * Returns the mean milliseconds that an auth operation spends in a layer; 0 when none is known.
   */
  double millis(Layer layer) {
    double mean = summary.meanMillisByLayer().getOrDefault(layer, 0.0);
    return Double.isNaN(mean) ? 0 : mean;
  }

  /** Returns the mean milliseconds that opening a connection takes; {@code NaN} when not known. */
  double connectMillis() {
    double calls = 0;
    double millis = 0;
    for (TargetSnapshot target : targets) {
      boolean connects =
          target.info().source().equals("preset:jdbc") && target.latency().count() > 0;
      if (connects) {
        calls += target.latency().count();
        millis += target.latency().count() * target.latency().meanMillis();
      }
    }
    return calls == 0 ? Double.NaN : millis / calls;
  }

  /** Returns how many connections are opened for one auth operation; 0 when that is not known. */
  double connectionsEach() {
    return summary.auth().count() == 0
        ? 0
        : summary.connectionsOpened() / (double) summary.auth().count();
  }
}
