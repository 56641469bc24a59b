package dev.latchkey.runtime.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;

/**
 * What came of one scenario.
 *
 * @param state {@code complete}, {@code partial} (stopped half way), {@code failed} (its figures
 *     say nothing, and {@code notes} say why) or {@code skipped}
 * @param notes what a reader has to know, most important first
 * @param intendedRate requests a second; {@code NaN} where there is none
 * @param curve the latency distribution of all repetitions together
 * @param answers how requests were answered, by kind of token and status or failure
 * @param figures further ones of this scenario, by name with unit
 */
public record ScenarioResult(
    String name,
    String state,
    List<String> notes,
    double intendedRate,
    int connections,
    List<Repetition> repetitions,
    List<Point> curve,
    Map<String, Map<String, Long>> answers,
    Map<String, Double> figures) {
  static final String COMPLETE = "complete";
  static final String PARTIAL = "partial";
  static final String FAILED = "failed";
  static final String SKIPPED = "skipped";

  /** Copies the lists; what a file left out is empty. */
  public ScenarioResult {
    notes = notes == null ? List.of() : List.copyOf(notes);
    repetitions = repetitions == null ? List.of() : List.copyOf(repetitions);
    curve = curve == null ? List.of() : List.copyOf(curve);
    answers = answers == null ? Map.of() : answers;
    figures = figures == null ? Map.of() : figures;
  }

  static ScenarioResult skipped(ScenarioKind kind, String why) {
    return new ScenarioResult(
        kind.id(), SKIPPED, List.of(why), Double.NaN, 0, List.of(), List.of(), Map.of(), Map.of());
  }

  /** Tells whether its figures may be judged. */
  @JsonIgnore
  public boolean isComplete() {
    return state.equals(COMPLETE);
  }
}
