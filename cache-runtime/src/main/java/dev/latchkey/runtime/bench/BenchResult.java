package dev.latchkey.runtime.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A measurement with a name: the whole of what is kept of it. Immutable. It holds no token, user or
 * key.
 *
 * @param schema {@link #SCHEMA}
 * @param state {@code complete}, {@code running} (it was killed, if it is over), or {@code stopped}
 * @param stopped why it was; empty when it was not
 * @param environment what the figures depend on, by name; see {@link Comparing}
 * @param capacityPerSecond the highest rate within the p95 target; {@code NaN} when it was not
 *     looked for
 * @param comparisons with what was measured before, or of a phase off and on
 */
public record BenchResult(
    String schema,
    String name,
    Instant at,
    String state,
    String stopped,
    Map<String, String> environment,
    double capacityPerSecond,
    List<ScenarioResult> scenarios,
    List<Comparison> comparisons,
    List<Gate> gates) {
  /** Names the format; a change that old readers do not understand gets another number. */
  public static final String SCHEMA = "latchkey.bench/1";

  static final String RUNNING = "running";

  /** Copies the lists; what a file left out is empty. */
  public BenchResult {
    stopped = stopped == null ? "" : stopped;
    environment = environment == null ? Map.of() : environment;
    scenarios = scenarios == null ? List.of() : List.copyOf(scenarios);
    comparisons = comparisons == null ? List.of() : List.copyOf(comparisons);
    gates = gates == null ? List.of() : List.copyOf(gates);
  }

  /** Begins a result. */
  public static BenchResult begun(String name, Instant at, Map<String, String> environment) {
    return new BenchResult(
        SCHEMA, name, at, RUNNING, "", environment, Double.NaN, List.of(), List.of(), List.of());
  }

  BenchResult with(ScenarioResult scenario) {
    List<ScenarioResult> all = new ArrayList<>(scenarios);
    all.add(scenario);
    return new BenchResult(
        schema, name, at, state, stopped, environment, capacityPerSecond, all, comparisons, gates);
  }

  BenchResult withCapacity(double perSecond) {
    return new BenchResult(
        schema, name, at, state, stopped, environment, perSecond, scenarios, comparisons, gates);
  }

  /** Returns a copy that is over. */
  BenchResult ended(String why) {
    return new BenchResult(
        schema,
        name,
        at,
        why.isEmpty() ? ScenarioResult.COMPLETE : "stopped",
        why,
        environment,
        capacityPerSecond,
        scenarios,
        comparisons,
        gates);
  }

  /** Returns a copy with what was found in it. */
  public BenchResult judged(List<Comparison> found, List<Gate> verdicts) {
    return new BenchResult(
        schema,
        name,
        at,
        state,
        stopped,
        environment,
        capacityPerSecond,
        scenarios,
        found,
        verdicts);
  }

  /** Returns a copy under another name. */
  public BenchResult named(String other) {
    return new BenchResult(
        schema,
        other,
        at,
        state,
        stopped,
        environment,
        capacityPerSecond,
        scenarios,
        comparisons,
        gates);
  }

  /** Returns the scenario of a name, if it was run. */
  public Optional<ScenarioResult> scenario(String wanted) {
    return scenarios.stream().filter(each -> each.name().equals(wanted)).findFirst();
  }
}
