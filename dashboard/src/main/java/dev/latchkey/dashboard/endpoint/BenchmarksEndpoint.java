package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.alert.Alert;
import dev.latchkey.runtime.alert.Alerts;
import dev.latchkey.runtime.bench.BenchOrder;
import dev.latchkey.runtime.bench.BenchProcessState;
import dev.latchkey.runtime.bench.BenchProcesses;
import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.ScenarioKind;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Loads on the application, begun and ended by hand. Thread-safe. */
public final class BenchmarksEndpoint {
  private static final String PATH = "/api/v1/benchmarks";
  private static final Set<String> FIELDS =
      Set.of(
          "target",
          "tokens",
          "scenarios",
          "seconds",
          "repetitions",
          "capacityPerSecond",
          "maxPerSecond",
          "reason");
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int MOST_SECONDS = 120;
  private static final int USUAL_SECONDS = 10;
  private static final int MOST_REPETITIONS = 10;
  private static final int USUAL_REPETITIONS = 3;
  private static final int MOST_PER_SECOND = 20_000;
  private static final int USUAL_PER_SECOND = 1_000;
  private static final int LONGEST_TARGET = 500;
  private static final int LONGEST_TOKENS = 60_000;

  private final BenchProcesses runs;
  private final Alerts alerts;
  private final Optional<URI> agent;

  /**
   * Begins loads unless an alert fires.
   *
   * @param agent where this agent answers without a token, for CPU and memory
   */
  public BenchmarksEndpoint(BenchProcesses runs, Alerts alerts, Optional<URI> agent) {
    this.runs = runs;
    this.alerts = alerts;
    this.agent = agent;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read(PATH, Set.of(), call -> Reply.json(view())),
        Route.read(PATH + "/{id}", Set.of(), call -> Reply.json(Whole.of(known(call)))),
        Route.administer("POST", PATH, this::begin),
        Route.change("DELETE", PATH + "/{id}", this::abort));
  }

  /**
   * One run in a list.
   *
   * @param done how many scenarios are over
   */
  public record Run(
      String id,
      String state,
      String actor,
      String target,
      List<String> scenarios,
      int done,
      Instant startedAt,
      @Nullable Instant endedAt,
      String message) {
    static Run of(BenchProcessState state) {
      return new Run(
          state.id(),
          state.state(),
          state.actor(),
          state.target(),
          state.scenarios(),
          state.result().map(known -> known.scenarios().size()).orElse(0),
          state.startedAt(),
          state.endedAt().orElse(null),
          state.message());
    }
  }

  /** One run with what it has measured; null before its first scenario is over. */
  public record Whole(Run run, @Nullable BenchResult result) {
    static Whole of(BenchProcessState state) {
      return new Whole(Run.of(state), state.result().orElse(null));
    }
  }

  /**
   * All that are known, newest first.
   *
   * @param blockedBy the alert because of which none can be begun
   */
  public record ListView(List<Run> benchmarks, int most, @Nullable String blockedBy) {}

  /** Returns them. */
  public ListView view() {
    return new ListView(
        runs.all().stream().map(Run::of).toList(), BenchProcesses.MOST, firing().orElse(null));
  }

  private Optional<String> firing() {
    return alerts.alerts().stream()
        .filter(alert -> alert.state() == Alert.State.FIRING)
        .map(Alert::id)
        .findFirst();
  }

  private BenchProcessState known(Call call) {
    return runs.named(call.variable("id"))
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "there is no such run; /api/v1/benchmarks lists the last "
                            + BenchProcesses.MOST)));
  }

  private Reply begin(Call call) {
    BenchOrder order = order(call);
    firing()
        .ifPresent(
            alert -> {
              throw new ProblemException(
                  Problem.conflict(
                      "alert " + alert + " fires; a load would make it worse, look at it first"));
            });
    try {
      BenchProcessState begun =
          runs.begin(order, call.caller().actor(), agent)
              .orElseThrow(
                  () ->
                      new ProblemException(
                          Problem.conflict("another run is under way; wait for it, or end it")));
      return Reply.accepted(Run.of(begun)).with("Location", PATH + "/" + begun.id());
    } catch (IOException cannot) {
      throw new ProblemException(
          Problem.conflict("the measuring process cannot be started: " + cannot.getMessage()));
    }
  }

  private static BenchOrder order(Call call) {
    JsonBody body = JsonBody.of(call.body(), FIELDS);
    Optional<URI> target = body.text("target", LONGEST_TARGET).flatMap(BenchmarksEndpoint::here);
    String tokens = body.text("tokens", LONGEST_TOKENS).orElse("");
    Optional<List<String>> names =
        body.texts("scenarios", allowed().stream().map(ScenarioKind::id).toList());
    int seconds = body.integer("seconds", 1, MOST_SECONDS).orElse(USUAL_SECONDS);
    int repetitions = body.integer("repetitions", 1, MOST_REPETITIONS).orElse(USUAL_REPETITIONS);
    int capacity = body.integer("capacityPerSecond", 1, MOST_PER_SECOND).orElse(0);
    int most = body.integer("maxPerSecond", 1, MOST_PER_SECOND).orElse(USUAL_PER_SECOND);
    body.text("reason", PhasesEndpoint.MAX_REASON);
    if (target.isEmpty()) {
      body.error(
          "/target",
          "target is an http or https address on this machine, such as"
              + " http://127.0.0.1:8080/orders; latchkey bench measures others");
    }
    if (tokens.isBlank()) {
      body.error("/tokens", "tokens has a token a line, as a file of latchkey bench");
    }
    body.check();
    Set<ScenarioKind> scenarios =
        names.orElse(List.of("warm")).stream()
            .flatMap(name -> ScenarioKind.of(name).stream())
            .collect(Collectors.toSet());
    return new BenchOrder(
        target.orElseThrow(), tokens, scenarios, seconds, repetitions, capacity, most);
  }

  /** A start would end the application that was asked for it. */
  private static Set<ScenarioKind> allowed() {
    return EnumSet.complementOf(EnumSet.of(ScenarioKind.COLD_START));
  }

  /** The agent sends nothing to other machines for somebody who can only reach this one. */
  private static Optional<URI> here(String text) {
    try {
      URI target = new URI(text);
      boolean http = "http".equals(target.getScheme()) || "https".equals(target.getScheme());
      boolean plain = target.getUserInfo() == null && target.getFragment() == null;
      return http && plain && target.getHost() != null && HERE.contains(target.getHost())
          ? Optional.of(target)
          : Optional.empty();
    } catch (URISyntaxException wrong) {
      return Optional.empty();
    }
  }

  private Reply abort(Call call) {
    BenchProcessState state = known(call);
    return Reply.json(
        Run.of(
            runs.abort(state.id())
                .orElseThrow(
                    () -> new ProblemException(Problem.conflict("the run is over already")))));
  }
}
