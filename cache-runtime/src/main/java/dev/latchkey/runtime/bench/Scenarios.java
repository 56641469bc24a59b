package dev.latchkey.runtime.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Runs scenarios one after another and keeps each when it is done. Confined to one thread. */
public final class Scenarios {
  private static final double WARM_UP_RATE = 50;
  private static final int WARM_UP_USERS = 10;

  private final Runner runner;
  private final Optional<ServiceStart> start;

  /**
   * Runs on a target.
   *
   * @param start starts the service anew, for the cold start
   */
  public Scenarios(
      Target target, BenchSettings settings, BenchWatch watch, Optional<ServiceStart> start) {
    this.runner = new Runner(target, settings, watch);
    this.start = start;
  }

  /**
   * Runs these, in the order of {@link ScenarioKind}.
   *
   * @return what came of them, and in {@code state} whether that is all
   * @throws BenchException when nothing can be measured
   * @throws IOException when results cannot be kept, or this machine has no sockets left
   */
  public BenchResult run(
      String name, Instant at, Map<String, String> environment, Set<ScenarioKind> wanted)
      throws IOException, BenchException {
    BenchResult result = BenchResult.begun(name, at, environment);
    if (wanted.contains(ScenarioKind.COLD_START)) {
      result = keep(result.with(coldStart()));
    }
    if (wanted.stream().anyMatch(each -> each != ScenarioKind.COLD_START) && stopped().isEmpty()) {
      double given = runner.settings().capacity();
      runner.warmUp(given > 0 ? Math.min(given / 2, WARM_UP_RATE) : WARM_UP_RATE, WARM_UP_USERS);
      double capacity = given > 0 ? given : new Capacity(runner).find();
      result = result.withCapacity(capacity);
      for (ScenarioKind each : ScenarioKind.values()) {
        if (wanted.contains(each) && each != ScenarioKind.COLD_START && stopped().isEmpty()) {
          result = keep(result.with(run(each, capacity)));
        }
      }
    }
    return keep(result.ended(why(result)));
  }

  private String stopped() {
    return runner.watch().stopped();
  }

  private String why(BenchResult result) {
    return result.scenarios().stream()
        .filter(each -> each.state().equals(ScenarioResult.PARTIAL))
        .findFirst()
        .map(each -> each.name() + " " + each.notes().get(0))
        .orElse(stopped());
  }

  private BenchResult keep(BenchResult result) throws IOException {
    runner.watch().saved(result);
    return result;
  }

  private ScenarioResult coldStart() throws IOException, BenchException {
    return start.isEmpty()
        ? ScenarioResult.skipped(
            ScenarioKind.COLD_START, "nothing says how to start the service; see --start")
        : new ColdStart(runner, start.get()).run();
  }

  private ScenarioResult run(ScenarioKind kind, double capacity) throws IOException {
    BenchSettings settings = runner.settings();
    boolean errors = kind == ScenarioKind.ERRORS;
    boolean sustained = kind == ScenarioKind.SUSTAINED;
    double rate = Math.max(1, capacity * kind.share());
    int connections = runner.connections(kind.users());
    Duration length = sustained ? settings.sustained() : settings.duration();
    Summing summing = new Summing(kind, rate, connections);
    Map<String, Double> figures = new TreeMap<>();
    try (OpenLoop loop = runner.open(kind.users(), errors ? Population.ERROR_MIX : Map.of())) {
      ServerProbe probe = runner.target().probe();
      for (int i = 0; i < (sustained ? 1 : settings.repetitions()); i++) {
        ServerFigures before = probe.read();
        LoadResult load = runner.run(loop, kind.id(), rate, length, kind.users(), true);
        ServerFigures used = probe.read().since(before);
        summing.add(load, used);
        if (sustained) {
          figures = drift(load, used);
        }
        if (load.stopped() != null) {
          break;
        }
      }
    }
    ScenarioResult result = summing.result(figures);
    return errors ? withMissingKinds(result) : result;
  }

  /** Says which bad tokens there were none of: their share came with good ones. */
  private ScenarioResult withMissingKinds(ScenarioResult result) {
    List<String> missing =
        Population.ERROR_MIX.keySet().stream()
            .filter(each -> !runner.target().requests().get().containsKey(each))
            .map(TokenKind::id)
            .sorted()
            .toList();
    if (missing.isEmpty()) {
      return result;
    }
    List<String> notes = new ArrayList<>(result.notes());
    notes.add("left out, because no such tokens were given: " + String.join(", ", missing));
    return new ScenarioResult(
        result.name(),
        result.state(),
        notes,
        result.intendedRate(),
        result.connections(),
        result.repetitions(),
        result.curve(),
        result.answers(),
        result.figures());
  }

  private static Map<String, Double> drift(LoadResult load, ServerFigures used) {
    double hours = load.seconds() / 3600;
    Map<String, Double> figures = new TreeMap<>();
    figures.put("latencyDriftRatioPerHour", Slope.ratioPerHour(load.secondMeans()));
    figures.put("heapDriftBytesPerHour", used.heapAfterGcBytes() / hours);
    figures.put("threadsMore", used.threads());
    figures.put("connectionsMore", used.openConnections());
    figures.values().removeIf(value -> !Double.isFinite(value));
    return figures;
  }
}
