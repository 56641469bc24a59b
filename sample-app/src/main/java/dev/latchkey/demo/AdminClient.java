package dev.latchkey.demo;

import dev.latchkey.demo.RolloutStatus.Comparison;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the agent's HTTP interface, version 1. Thread-safe. */
final class AdminClient {
  private static final Duration TIME_OUT = Duration.ofSeconds(10);

  /** The status of a change that was meant for an older version. */
  private static final int STALE = 412;

  /** The tables that users are made of. */
  private static final Pattern USERS =
      Pattern.compile("\\b(?:users|user_roles)\\b", Pattern.CASE_INSENSITIVE);

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI dashboard;
  private final Path token;

  /**
   * Talks to the agent there.
   *
   * @param token the file whose content allows changes
   */
  AdminClient(URI dashboard, Path token) {
    this.dashboard = dashboard;
    this.token = token;
  }

  /** Returns the phases this agent has to offer, in their own order. */
  List<Phase> availablePhases() throws InterruptedException {
    return get("/api/v1/phases")
        .path("phases")
        .valueStream()
        .filter(phase -> phase.path("available").asBoolean())
        .sorted(Comparator.comparingInt(phase -> phase.path("number").asInt()))
        .map(phase -> new Phase(phase.path("id").asString(), phase.path("enabled").asBoolean()))
        .toList();
  }

  /** Turns a phase on or off, for all subjects. */
  void turn(String phase, boolean on) throws InterruptedException {
    var change = JSON.createObjectNode().put("enabled", on).put("reason", "demo");
    if (on) {
      change.put("rollout", 100);
    }
    var request =
        HttpRequest.newBuilder(dashboard.resolve("/api/v1/phases/" + phase))
            .header("Authorization", "Bearer " + readToken())
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(change.toString()));
    send(request);
  }

  /** Returns whether there is a pool whose connections are used again. */
  boolean usesConnectionsAgain() throws InterruptedException {
    return get("/api/v1/database/pools")
        .path("pools")
        .valueStream()
        .anyMatch(pool -> pool.path("state").asString().equals("reusing"));
  }

  /** Returns whether the lookups of users that were seen are answered from memory. */
  boolean servesUsers() throws InterruptedException {
    var seen =
        get("/api/v1/caches/session")
            .path("targets")
            .valueStream()
            .filter(target -> target.path("loads").asLong() > 0)
            .map(target -> target.path("state").asString())
            .toList();
    return !seen.isEmpty() && seen.stream().allMatch("serving"::equals);
  }

  /** Begins to look for what authenticates. */
  void discover(Duration length) throws InterruptedException {
    var body = JSON.createObjectNode().put("seconds", length.toSeconds());
    send(post("/api/v1/discovery/start", body));
  }

  /** Returns what share of the time of an authentication each phase would save, by the report. */
  Map<String, Double> predictedSavings() throws InterruptedException {
    var saved = new LinkedHashMap<String, Double>();
    get("/api/v1/report?format=json")
        .path("gains")
        .valueStream()
        .filter(gain -> gain.path("savedRatio").isNumber())
        .forEach(
            gain -> saved.put(gain.path("phase").asString(), gain.path("savedRatio").asDouble()));
    return saved;
  }

  /** Returns how many times the service has asked the database for a user or roles so far. */
  long userQueries() throws InterruptedException {
    return get("/api/v1/database/statements")
        .path("statements")
        .valueStream()
        .filter(statement -> statement.path("verb").asString().equals("SELECT"))
        .filter(statement -> USERS.matcher(statement.path("shape").asString()).find())
        .mapToLong(statement -> statement.path("callsSinceStart").asLong())
        .sum();
  }

  /** Begins a plan for a phase at its first step. */
  void begin(String phase, List<Integer> plan) throws InterruptedException {
    var body = JSON.createObjectNode().put("reason", "demo");
    plan.forEach(body.putArray("plan")::add);
    send(post(action(phase, "rollout"), body));
  }

  /**
   * Takes the next step of a plan.
   *
   * @param version that the step was judged in
   * @return false when the phase or its plan has been changed since, and nothing was done
   */
  boolean advance(String phase, String version) throws InterruptedException {
    var body = JSON.createObjectNode().put("reason", "the demo goes on");
    var request = post(action(phase, "advance"), body).header("If-Match", version);
    return exchange(request, 200, STALE).statusCode() == 200;
  }

  private static String action(String phase, String action) {
    return "/api/v1/phases/" + phase + "/" + action;
  }

  private HttpRequest.Builder post(String path, JsonNode body) {
    return HttpRequest.newBuilder(dashboard.resolve(path))
        .header("Authorization", "Bearer " + readToken())
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.toString()));
  }

  /** Returns where the plan of a phase stands. */
  RolloutStatus rollout(String phase) throws InterruptedException {
    var answer =
        exchange(HttpRequest.newBuilder(dashboard.resolve("/api/v1/phases/" + phase)), 200);
    var state = JSON.readTree(answer.body());
    var guard = state.path("guard");
    var mean =
        guard
            .path("tests")
            .valueStream()
            .filter(test -> test.path("test").asString().equals("mean"))
            .findFirst()
            .orElseGet(JSON::createObjectNode);
    var decisions = guard.path("decisions");
    var latest = decisions.path(decisions.size() - 1);
    return new RolloutStatus(
        answer.headers().firstValue("ETag").orElse("*"),
        guard.path("status").asString(""),
        guard.path("step").asInt(0),
        state.path("rollout").asInt(0),
        guard.path("stepSeconds").asLong(0),
        guard.path("verdict").asString(""),
        guard.path("sentence").asString(""),
        comparison(mean, "ratio"),
        latest.path("sentence").asString(""),
        comparison(latest, "value"));
  }

  private static Comparison comparison(JsonNode of, String ratio) {
    return new Comparison(
        of.path("test").asString(""), number(of, ratio), number(of, "low"), number(of, "high"));
  }

  private static double number(JsonNode of, String name) {
    return of.path(name).asDouble(Double.NaN);
  }

  /**
   * Returns how far back figures reach when that window is asked for.
   *
   * @param seconds the wanted window; an agent that knows one window only answers with that
   */
  int window(int seconds) throws InterruptedException {
    return summary(seconds).path("windowSeconds").asInt(seconds);
  }

  /** Returns the figures of the last seconds, nothing when no authentication was seen in them. */
  Optional<AuthFigures> figures(int seconds) throws InterruptedException {
    var summary = summary(seconds);
    var auth = summary.path("auth");
    if (!auth.path("meanMillis").isNumber()) {
      return Optional.empty();
    }
    var hitRatio = new HashMap<String, Double>();
    summary
        .path("hitRatio")
        .propertyStream()
        .filter(layer -> layer.getValue().isNumber())
        .forEach(layer -> hitRatio.put(layer.getKey(), layer.getValue().asDouble()));
    var latency =
        new Latency(
            auth.path("meanMillis").asDouble(),
            auth.path("p50Millis").asDouble(),
            auth.path("p95Millis").asDouble(),
            auth.path("p99Millis").asDouble());
    return Optional.of(
        new AuthFigures(summary.path("windowSeconds").asInt(seconds), latency, hitRatio));
  }

  private JsonNode summary(int seconds) throws InterruptedException {
    return get("/api/v1/summary?window=" + seconds + "s");
  }

  private JsonNode get(String path) throws InterruptedException {
    return send(HttpRequest.newBuilder(dashboard.resolve(path)));
  }

  private JsonNode send(HttpRequest.Builder unsent) throws InterruptedException {
    return JSON.readTree(exchange(unsent, 200).body());
  }

  private HttpResponse<String> exchange(HttpRequest.Builder unsent, Integer... wanted)
      throws InterruptedException {
    var request = unsent.timeout(TIME_OUT).header("Accept", "application/json").build();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (!List.of(wanted).contains(answer.statusCode())) {
        throw new DemoException(
            "The agent answered "
                + request.method()
                + " "
                + request.uri()
                + " with "
                + answer.statusCode()
                + ": "
                + answer.body());
      }
      return answer;
    } catch (IOException e) {
      throw new DemoException(
          "The agent does not answer " + request.uri() + ": " + e.getMessage(), e);
    }
  }

  private String readToken() {
    try {
      return Files.readString(token).strip();
    } catch (IOException e) {
      throw new DemoException("The agent's token cannot be read: " + token.toAbsolutePath(), e);
    }
  }

  /** A phase that can be switched. */
  record Phase(String id, boolean enabled) {}
}
