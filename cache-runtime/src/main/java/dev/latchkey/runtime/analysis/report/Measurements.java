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
 * @param summary of {@code period}
 * @param forecasts of the phases that have one
 * @param findings of the last scan
 */
public record Measurements(
    String application,
    String version,
    Period period,
    Summary summary,
    List<TargetSnapshot> targets,
    List<Forecast> forecasts,
    Findings findings) {
  private static final int FEWEST = 20;
  private static final double SECONDS_A_MINUTE = 60;

  /**
   * The time that a report is about. Immutable.
   *
   * @param words such as {@code the last minute}
   * @param measurement the resource of the API that has its figures
   */
  public record Period(String words, String measurement) {
    /** What a report is about when nobody asks for more. */
    public static final Period LAST_MINUTE = new Period("the last minute", "/api/v1/summary");
  }

  /** Copies the lists. */
  public Measurements {
    targets = List.copyOf(targets);
    forecasts = List.copyOf(forecasts);
  }

  /** Returns connections opened in a minute. */
  long connectionsAMinute() {
    double minutes = Math.max(1, summary.window().toSeconds() / SECONDS_A_MINUTE);
    return Math.round(summary.connectionsOpened() / minutes);
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
