package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.bench.Baselines;
import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.Comparing;
import dev.latchkey.runtime.bench.Comparison;
import dev.latchkey.runtime.bench.LiveBaseline;
import dev.latchkey.runtime.bench.ResultJson;
import dev.latchkey.runtime.bench.ScenarioResult;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Measurements with a name, and how two of them compare. Thread-safe. */
public final class BaselinesEndpoint {
  private static final String NAME = "[a-z0-9][a-z0-9-]{0,63}";
  private static final int USUAL_MINUTES = 5;
  private static final int MOST_MINUTES = 15;
  private static final double BYTES_PER_MEGABYTE = 1024.0 * 1024;

  private final Baselines baselines;
  private final History history;
  private final Metrics metrics;
  private final PhaseSwitches phases;
  private final AgentInfo info;
  private final Ticker ticker;

  /** Keeps baselines beside what was measured. */
  public BaselinesEndpoint(
      History history, Metrics metrics, PhaseSwitches phases, AgentInfo info, Ticker ticker) {
    this.baselines = new Baselines(history::kept, history::keepNow);
    this.history = history;
    this.metrics = metrics;
    this.phases = phases;
    this.info = info;
    this.ticker = ticker;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read("/api/v1/baselines", Set.of(), call -> Reply.json(list())),
        Route.read("/api/v1/baselines/{name}", Set.of(), call -> Reply.json(known(call))),
        Route.change("POST", "/api/v1/baselines", this::keep),
        Route.change("DELETE", "/api/v1/baselines/{name}", this::remove),
        Route.read("/api/v1/compare", Set.of("from", "to"), this::compare));
  }

  /**
   * One baseline in a list.
   *
   * @param state whether it is {@code complete}
   * @param scenarios that it has
   */
  public record Summary(
      String name,
      Instant at,
      String state,
      double capacityPerSecond,
      List<String> scenarios,
      Map<String, String> environment) {
    static Summary of(BenchResult result) {
      return new Summary(
          result.name(),
          result.at(),
          result.state(),
          result.capacityPerSecond(),
          result.scenarios().stream().map(ScenarioResult::name).toList(),
          result.environment());
    }
  }

  /**
   * All of them, oldest first.
   *
   * @param onDisk whether they outlive the process
   */
  public record ListView(List<Summary> baselines, int most, boolean onDisk) {}

  /**
   * One that was kept now.
   *
   * @param onDisk whether it outlives the process
   */
  public record KeptView(@JsonUnwrapped Summary baseline, boolean onDisk) {}

  /**
   * How two measurements compare.
   *
   * @param differences why there is no verdict; empty when there are verdicts
   */
  public record CompareView(
      @Nullable Summary from,
      @Nullable Summary to,
      boolean comparable,
      List<String> differences,
      List<Comparison> rows,
      List<ScenarioResult> before,
      List<ScenarioResult> after) {}

  private ListView list() {
    return new ListView(
        baselines.all().stream().map(Summary::of).toList(), Baselines.MOST, history.isOnDisk());
  }

  private BenchResult known(Call call) {
    return baselines.named(call.variable("name")).orElseThrow(BaselinesEndpoint::missing);
  }

  private static ProblemException missing() {
    return new ProblemException(
        Problem.notFound("there is no such baseline; /api/v1/baselines lists them"));
  }

  private Reply keep(Call call) {
    JsonBody body = JsonBody.of(call.body(), Set.of("name", "minutes", "result", "reason"));
    String name = body.text("name", 64).orElse("");
    int minutes = body.integer("minutes", 1, MOST_MINUTES).orElse(USUAL_MINUTES);
    body.text("reason", PhasesEndpoint.MAX_REASON);
    if (!name.matches(NAME) || name.equals(LiveBaseline.LIVE)) {
      body.error("/name", "name has 1 to 64 of a-z, 0-9 and -, and is not live");
    }
    body.check();
    BenchResult result = given(call.body()).orElseGet(() -> live(minutes));
    if (!baselines.put(result.named(name))) {
      throw new ProblemException(
          Problem.conflict(Baselines.MOST + " baselines are kept already; delete one"));
    }
    return Reply.json(new KeptView(Summary.of(result.named(name)), history.isOnDisk()));
  }

  private static Optional<BenchResult> given(byte[] body) {
    try {
      var result = Json.read(body).path("result");
      return result.isMissingNode()
          ? Optional.empty()
          : Optional.of(ResultJson.read(Json.bytes(result)));
    } catch (IOException wrong) {
      throw new ProblemException(
          Problem.validation("/result", "result: " + String.valueOf(wrong.getMessage())));
    }
  }

  private BenchResult live(int minutes) {
    var environment = new LinkedHashMap<String, String>();
    double heap = metrics.summary().system().heapMaxBytes();
    environment.put("application", info.application());
    environment.put("java", info.jvm());
    environment.put("heap", Math.round(heap / BYTES_PER_MEGABYTE) + " MB");
    environment.put("latchkey", info.version());
    environment.put(
        "phases",
        phases.states().stream()
            .filter(PhaseState::enabled)
            .map(state -> state.phase().id())
            .collect(Collectors.joining(",")));
    return LiveBaseline.of(history, ticker.now(), minutes, environment);
  }

  private Reply remove(Call call) {
    if (!baselines.remove(call.variable("name"))) {
      throw missing();
    }
    return Reply.json(list());
  }

  /** Without parameters the newest baseline is compared with what is measured now. */
  private Reply compare(Call call) {
    List<BenchResult> all = baselines.all();
    Optional<String> named = call.parameter("from");
    if (named.isEmpty() && all.isEmpty()) {
      var none = List.of("there is no baseline; POST /api/v1/baselines keeps one");
      return Reply.json(new CompareView(null, null, false, none, List.of(), List.of(), List.of()));
    }
    BenchResult from = named.map(this::find).orElseGet(() -> all.get(all.size() - 1));
    BenchResult to = find(call.parameter("to").orElse(LiveBaseline.LIVE));
    List<String> differences = Comparing.differences(from, to);
    return Reply.json(
        new CompareView(
            Summary.of(from),
            Summary.of(to),
            differences.isEmpty(),
            differences,
            Comparing.judged(from, to),
            from.scenarios(),
            to.scenarios()));
  }

  private BenchResult find(String name) {
    return name.equals(LiveBaseline.LIVE)
        ? live(USUAL_MINUTES)
        : baselines.named(name).orElseThrow(BaselinesEndpoint::missing);
  }
}
