package dev.latchkey.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the agent's HTTP interface, version 1. Thread-safe. */
final class AdminClient {
  private static final Duration TIME_OUT = Duration.ofSeconds(10);
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
    var request = unsent.timeout(TIME_OUT).header("Accept", "application/json").build();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
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
      return JSON.readTree(answer.body());
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
