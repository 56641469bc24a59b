package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What each phase does, and switching it. */
@Command(
    name = "phases",
    description = "Lists the phases; 'phases set' switches one, 'phases rollback' takes one back.",
    subcommands = {PhasesCommand.SetPhase.class, PhasesCommand.RollBack.class})
final class PhasesCommand extends ApiCommand {
  private static final String PATH = "/api/v1/phases/";
  private static final Duration MOST_PATIENCE = Duration.ofHours(24);

  static String mode(JsonNode phase) {
    if (phase.path("enabled").asBoolean()) {
      return "on for " + phase.path("rollout").asInt() + " %";
    }
    return phase.path("shadow").asBoolean() ? "in shadow" : "off";
  }

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    JsonNode answer = client.read("/api/v1/phases");
    if (output.isJson()) {
      printJson(answer, output);
      return;
    }
    print(answer.path("phases"), output);
  }

  private static void print(Iterable<JsonNode> phases, Output output) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode phase : phases) {
      rows.add(
          List.of(
              Text.of(phase.path("number")),
              Text.of(phase.path("id")),
              mode(phase),
              Text.of(phase.path("version")),
              Text.time(phase.path("changedAt")),
              Text.of(phase.path("changedBy")),
              Text.of(phase.path("guard").path("verdict"))));
    }
    output.table(List.of("NO", "PHASE", "STATE", "VERSION", "SINCE", "BY", "GUARD"), rows);
  }

  private static void printOne(JsonNode phase, Output output) {
    if (output.isJson()) {
      printJson(phase, output);
    } else {
      print(List.of(phase), output);
    }
  }

  /** Switches one phase. */
  @Command(
      name = "set",
      description = "Switches a phase: on, off, in shadow, for a share of the subjects.")
  static final class SetPhase extends ApiCommand {
    @Parameters(
        paramLabel = "PHASE",
        description = "jwks, jwt, session, pool, integrated, or its number.")
    private String phase;

    @Option(names = "--enabled", paramLabel = "true|false", arity = "1", description = "On or off.")
    private @Nullable Boolean enabled;

    @Option(
        names = "--shadow",
        paramLabel = "true|false",
        arity = "1",
        description = "Compare without serving.")
    private @Nullable Boolean shadow;

    @Option(
        names = "--rollout",
        paramLabel = "PERCENT",
        description = "Share of the subjects, 0 to 100.")
    private @Nullable Integer rollout;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Stands in the audit.")
    private @Nullable String reason;

    @Option(
        names = "--wait-gates",
        paramLabel = "SPAN",
        converter = Length.class,
        description = {
          "Then waits until the phase's gate passes, so long at the most, such as 15m.",
          "Ends with 6 when it fails or the guard rolls back, with 1 when it cannot be judged."
        })
    private @Nullable Duration patience;

    @CommandLine.Spec private CommandSpec spec;

    /** For picocli, which sets the fields before it calls. */
    @SuppressWarnings("NullAway.Init")
    SetPhase() {}

    @Override
    void show(ApiClient client, Output output) throws CommandException {
      Map<String, Object> body = new LinkedHashMap<>();
      put(body, "enabled", enabled);
      put(body, "shadow", shadow);
      put(body, "rollout", rollout);
      if (body.isEmpty()) {
        throw wrong("give --enabled, --shadow or --rollout");
      }
      put(body, "reason", reason);
      Duration limit = patience;
      if (limit != null) {
        checkGate(client, limit);
      }
      JsonNode switched = client.change("PATCH", PATH + PathSegment.of(phase), body);
      printOne(switched, output);
      if (limit != null) {
        follow(client, output, switched, limit);
      }
    }

    /** Nothing is switched that could not be waited for. */
    private void checkGate(ApiClient client, Duration limit) throws CommandException {
      if (limit.compareTo(GateWatch.WINDOW) < 0 || limit.compareTo(MOST_PATIENCE) > 0) {
        throw wrong("--wait-gates is 1m to 24h: a gate is about the last minute");
      }
      boolean on =
          enabled == null
              ? client.read(PATH + PathSegment.of(phase)).path("enabled").asBoolean()
              : enabled;
      if (!on) {
        throw wrong("--wait-gates goes with a phase that is on; add --enabled true");
      }
      GateWatch.gate(client, phase);
    }

    private static void follow(ApiClient client, Output output, JsonNode switched, Duration limit)
        throws CommandException {
      output.out().flush();
      JsonNode gate;
      try (StatusLine line = new StatusLine(output.err(), output.moves())) {
        gate = new GateWatch(client, line, GateWatch.Time.SYSTEM).follow(switched, limit);
      }
      if (output.isJson()) {
        printJson(gate, output);
      } else {
        GateWatch.print(gate, output);
      }
    }

    private CommandLine.ParameterException wrong(String text) {
      return new CommandLine.ParameterException(spec.commandLine(), text);
    }

    private static void put(Map<String, Object> body, String name, @Nullable Object value) {
      if (value != null) {
        body.put(name, value);
      }
    }
  }

  /** Takes one phase back. */
  @Command(
      name = "rollback",
      description = "Switches a phase off and ends its plan; may be repeated.")
  static final class RollBack extends ApiCommand {
    @Parameters(
        paramLabel = "PHASE",
        description = "jwks, jwt, session, pool, integrated, or its number.")
    private String phase;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Stands in the audit.")
    private String reason = "";

    /** For picocli, which sets the fields before it calls. */
    @SuppressWarnings("NullAway.Init")
    RollBack() {}

    @Override
    void show(ApiClient client, Output output) throws CommandException {
      String path = PATH + PathSegment.of(phase) + "/rollback";
      printOne(client.change("POST", path, Map.of("reason", reason)), output);
    }
  }
}
