package dev.latchkey.runtime.bench;

import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.history.HistoryPoint;
import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.SeriesSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes a result of what was measured on the application's own traffic: each minute is a
 * repetition, of auth operations. Stateless.
 */
public final class LiveBaseline {
  /** The name of its scenario, and of the result that is made on the spot. */
  public static final String LIVE = "live";

  private static final int STEP_SECONDS = 60;
  private static final List<String> IDS =
      SeriesSchema.infos().stream().map(SeriesInfo::id).toList();

  private LiveBaseline() {}

  /** Returns the last minutes, as far as there were operations in them. */
  public static BenchResult of(
      History history, Instant now, int minutes, Map<String, String> environment) {
    long to = now.getEpochSecond();
    long from = Math.floorDiv(to, STEP_SECONDS) * STEP_SECONDS - (long) minutes * STEP_SECONDS;
    List<Repetition> repetitions = new ArrayList<>();
    double seconds = 0;
    for (HistoryPoint each : history.steps(history.tierFor(from), from, to, STEP_SECONDS)) {
      if (each.span().operations() > 0) {
        repetitions.add(repetition(each));
        seconds += each.span().seconds();
      }
    }
    long count = repetitions.stream().mapToLong(Repetition::count).sum();
    ScenarioResult live =
        new ScenarioResult(
            LIVE,
            repetitions.isEmpty() ? ScenarioResult.SKIPPED : ScenarioResult.COMPLETE,
            repetitions.isEmpty() ? List.of("no auth operation ended in this time") : List.of(),
            seconds > 0 ? count / seconds : Double.NaN,
            0,
            repetitions,
            List.of(),
            Map.of(),
            Map.of());
    return BenchResult.begun(LIVE, now, environment).with(live).ended("");
  }

  private static Repetition repetition(HistoryPoint minute) {
    double[] values = minute.span().values();
    return new Repetition(
        minute.span().operations(),
        minute.span().failures(),
        minute.span().operations() / Math.max(1, minute.span().seconds()),
        value(values, "auth.mean"),
        value(values, "auth.p50"),
        value(values, "auth.p95"),
        value(values, "auth.p99"),
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN);
  }

  private static double value(double[] values, String id) {
    int index = IDS.indexOf(id);
    return index < 0 ? Double.NaN : values[index];
  }
}
