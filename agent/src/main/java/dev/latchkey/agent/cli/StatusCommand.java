package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import picocli.CommandLine.Command;

/** One screen for somebody woken at night. */
@Command(
    name = "status",
    description = {
      "Is authentication well, what is on, what happened last, where does the time go:",
      "what somebody woken at night asks, on one screen."
    })
final class StatusCommand extends ApiCommand {
  private static final int EVENTS = 5;
  private static final int ALERTS = 3;
  private static final Set<String> FIRING = Set.of("firing", "acknowledged");

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    Map<String, JsonNode> answers = new LinkedHashMap<>();
    answers.put("status", client.read("/api/v1/status"));
    answers.put("summary", client.read("/api/v1/summary"));
    answers.put("phases", client.read("/api/v1/phases"));
    answers.put("caches", client.read("/api/v1/caches"));
    answers.put("events", client.read("/api/v1/events"));
    answers.put("alerts", client.read("/api/v1/alerts"));
    if (output.isJson()) {
      output.out().println(Json.text(answers));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.addAll(agent(answers.get("status"), client, output));
    rows.addAll(alerts(answers.get("alerts")));
    rows.addAll(figures(answers.get("summary")));
    rows.addAll(failures(answers.get("summary")));
    rows.addAll(targets(answers.get("status")));
    rows.addAll(phases(answers.get("phases")));
    rows.addAll(caches(answers.get("caches")));
    rows.addAll(events(answers.get("events")));
    if (output.isPlain()) {
      rows.forEach(row -> output.out().println(String.join("\t", row)));
      return;
    }
    String before = "";
    for (List<String> row : rows) {
      output.out().printf("%-9s %s%n", row.get(0).equals(before) ? "" : row.get(0), row.get(1));
      before = row.get(0);
    }
    output.out().println();
    output.out().println("Everything off at once: latchkey off. Browser: latchkey open.");
  }

  private static List<List<String>> agent(JsonNode status, ApiClient client, Output output) {
    JsonNode agent = status.path("agent");
    String level = status.path("verdict").path("level").asText();
    String word =
        switch (level) {
          case "ok" -> "OK";
          case "warn" -> "LOOK";
          case "bad" -> "BAD";
          default -> "NO DATA";
        };
    return List.of(
        List.of(
            "verdict",
            output.painted(level, word) + "  " + Text.of(status.path("verdict").path("text"))),
        List.of(
            "agent",
            Text.of(agent.path("application"))
                + ", pid "
                + Text.of(agent.path("pid"))
                + ", "
                + Text.of(agent.path("jvm"))
                + ", Latchkey "
                + Text.of(agent.path("version"))
                + ", up "
                + Text.duration(status.path("uptimeSeconds").asLong())),
        List.of("", client.address().toString()));
  }

  /** What fires, whether somebody has seen it or not; the rest is in {@code alerts}. */
  private static List<List<String>> alerts(JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode alert : answer.path("alerts")) {
      String state = alert.path("state").asText();
      if (FIRING.contains(state) && rows.size() < ALERTS) {
        rows.add(
            List.of(
                "alerts",
                "%s %s since %s: %s"
                    .formatted(
                        Text.of(alert.path("id")),
                        state,
                        Text.time(alert.path("since")),
                        Text.of(alert.path("text")))));
      }
    }
    return rows.isEmpty() ? List.of(List.of("alerts", "none fires")) : rows;
  }

  /** Of the last minute; no row where nothing failed. */
  private static List<List<String>> failures(JsonNode summary) {
    StringJoiner kinds = new StringJoiner("  ");
    summary
        .path("failures")
        .properties()
        .forEach(
            kind -> {
              if (kind.getValue().asLong() > 0) {
                kinds.add(Text.printable(kind.getKey()) + " " + kind.getValue().asLong());
              }
            });
    return kinds.length() == 0 ? List.of() : List.of(List.of("failing", kinds.toString()));
  }

  private static List<List<String>> figures(JsonNode summary) {
    JsonNode auth = summary.path("auth");
    StringJoiner hits = new StringJoiner("  ");
    hits.add("all " + Text.percent(summary.path("overallHitRatio")));
    summary
        .path("hitRatio")
        .properties()
        .forEach(layer -> hits.add(layer.getKey() + " " + Text.percent(layer.getValue())));
    StringJoiner means = new StringJoiner("  ");
    summary
        .path("meanMillisByLayer")
        .properties()
        .forEach(
            layer -> {
              if (layer.getValue().isNumber()) {
                means.add(layer.getKey() + " " + Text.millis(layer.getValue()));
              }
            });
    JsonNode system = summary.path("system");
    return List.of(
        List.of(
            "auth",
            "p50 "
                + Text.millis(auth.path("p50Millis"))
                + "  p95 "
                + Text.millis(auth.path("p95Millis"))
                + "  p99 "
                + Text.millis(auth.path("p99Millis"))
                + "  "
                + Text.rate(summary.path("ratePerSecond"))
                + "  success "
                + Text.percent(summary.path("successRatio"))),
        List.of("time", means.length() == 0 ? Text.NONE : means.toString()),
        List.of("hits", hits.toString()),
        List.of(
            "system",
            "cpu "
                + Text.percent(system.path("processCpuRatio"))
                + "  heap "
                + Text.bytes(system.path("heapUsedBytes"))
                + " of "
                + Text.bytes(system.path("heapMaxBytes"))
                + "  threads "
                + Text.of(system.path("threads"))
                + "  connections "
                + Text.of(summary.path("connectionsOpen"))
                + " open"));
  }

  private static List<List<String>> targets(JsonNode status) {
    JsonNode counts = status.path("targets");
    return List.of(
        List.of(
            "targets",
            Text.of(counts.path("woven"))
                + " woven, "
                + Text.of(counts.path("waiting"))
                + " waiting, "
                + Text.of(counts.path("switchedOff"))
                + " switched off; the agent failed "
                + Text.of(status.path("agentErrors"))
                + " times"));
  }

  private static List<List<String>> phases(JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode phase : answer.path("phases")) {
      rows.add(
          List.of(
              "phases",
              "%-11s %-13s since %s by %s%s"
                  .formatted(
                      Text.of(phase.path("id")),
                      PhasesCommand.mode(phase),
                      Text.time(phase.path("changedAt")),
                      Text.of(phase.path("changedBy")),
                      verdict(phase))));
    }
    return rows;
  }

  private static String verdict(JsonNode phase) {
    String sentence = phase.path("guard").path("sentence").asText();
    boolean runs = phase.path("enabled").asBoolean() && !sentence.isEmpty();
    return runs ? "; " + Text.printable(sentence) : "";
  }

  private static List<List<String>> caches(JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode cache : answer.path("caches")) {
      rows.add(
          List.of(
              "caches",
              "%-11s %s of %s entries, %s, %s evicted, %s dropped%s"
                  .formatted(
                      Text.of(cache.path("layer")),
                      Text.of(cache.path("entries")),
                      Text.of(cache.path("maxEntries")),
                      Text.bytes(cache.path("weightBytes")),
                      Text.of(cache.path("evicted")),
                      Text.of(cache.path("invalidated")),
                      cache.path("outages").asLong() > 0
                          ? ", served on through outages: " + cache.path("outages").asLong()
                          : "")));
    }
    return rows;
  }

  private static List<List<String>> events(JsonNode answer) {
    List<JsonNode> events = new ArrayList<>();
    answer.path("events").forEach(events::add);
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode event : events.subList(Math.max(0, events.size() - EVENTS), events.size())) {
      rows.add(
          List.of(
              "last",
              Text.time(event.path("at"))
                  + "  "
                  + Text.of(event.path("actor"))
                  + "  "
                  + Text.of(event.path("text"))));
    }
    return rows;
  }
}
