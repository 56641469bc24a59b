package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.runtime.bench.BenchException;
import dev.latchkey.runtime.bench.PhaseSwitch;
import dev.latchkey.runtime.bench.ServerFigures;
import dev.latchkey.runtime.bench.ServerProbe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What a measurement asks of the agent in the service. Thread-safe. */
final class AgentLink implements ServerProbe {
  private static final String PHASES = "/api/v1/phases/";
  private static final String REASON = "latchkey bench";

  private final ApiClient client;

  AgentLink(ApiClient client) {
    this.client = client;
  }

  @Override
  public ServerFigures read() {
    try {
      JsonNode summary = client.read("/api/v1/summary?window=1s");
      JsonNode system = summary.path("system");
      return new ServerFigures(
          number(system.path("totals").path("processCpuSeconds")),
          number(system.path("totals").path("allocatedBytes")),
          number(system.path("heapAfterGcBytes")),
          number(system.path("threads")),
          number(summary.path("connectionsOpen")));
    } catch (CommandException gone) {
      return ServerFigures.UNKNOWN;
    }
  }

  private static double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : Double.NaN;
  }

  /** Returns the alerts that fire; none when the agent cannot be asked. */
  List<String> firing() {
    try {
      return StreamSupport.stream(client.read("/api/v1/alerts").path("alerts").spliterator(), false)
          .filter(each -> each.path("state").asText().equals("firing"))
          .map(each -> Text.of(each.path("id")))
          .toList();
    } catch (CommandException gone) {
      return List.of();
    }
  }

  /** Returns what figures depend on, of the service. */
  Map<String, String> environment() throws CommandException {
    JsonNode status = client.read("/api/v1/status");
    JsonNode system = client.read("/api/v1/summary").path("system");
    Map<String, String> found = new LinkedHashMap<>();
    found.put("application", Text.of(status.path("agent").path("application")));
    found.put("java", Text.of(status.path("agent").path("jvm")));
    found.put("heap", Text.bytes(system.path("heapMaxBytes")));
    found.put("latchkey", Text.of(status.path("agent").path("version")));
    found.put("phases", status.path("phasesOn").toString().replaceAll("[\\[\\]\"]", ""));
    return found;
  }

  /** Returns how a phase stands. */
  JsonNode phase(String id) throws CommandException {
    return client.read(PHASES + PathSegment.of(id));
  }

  /** Returns what switches a phase for everybody. */
  PhaseSwitch switching(String id) {
    return on -> {
      try {
        client.change(
            "PATCH",
            PHASES + PathSegment.of(id),
            Map.of("enabled", on, "rollout", 100, "reason", REASON));
      } catch (CommandException refused) {
        throw new BenchException(String.valueOf(refused.getMessage()));
      }
    };
  }

  /** Makes a phase as it was. */
  void restore(JsonNode before) throws CommandException {
    client.change(
        "PATCH",
        PHASES + PathSegment.of(before.path("id").asText()),
        Map.of(
            "enabled",
            before.path("enabled").asBoolean(),
            "rollout",
            before.path("rollout").asInt(),
            "reason",
            REASON + ": as before"));
  }
}
