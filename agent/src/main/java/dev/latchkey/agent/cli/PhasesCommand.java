package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
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
        throw new CommandLine.ParameterException(
            spec.commandLine(), "give --enabled, --shadow or --rollout");
      }
      put(body, "reason", reason);
      printOne(client.change("PATCH", PATH + PathSegment.of(phase), body), output);
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
