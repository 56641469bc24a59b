package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.ResultJson;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measurements that the agent keeps under a name. */
@Command(
    name = "baseline",
    description = "Lists the measurements that the agent keeps; the commands below change them.",
    subcommands = {
      EstablishCommand.class,
      BaselineCommand.Keep.class,
      BaselineCommand.Compare.class,
      BaselineCommand.Forget.class
    })
final class BaselineCommand extends ApiCommand {
  private static final String PATH = "/api/v1/baselines";

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  BaselineCommand() {}

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    list(client.read(PATH), output);
  }

  private static void list(JsonNode answer, Output output) {
    if (output.isJson()) {
      printJson(answer, output);
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : answer.path("baselines")) {
      StringJoiner scenarios = new StringJoiner(",");
      each.path("scenarios").forEach(name -> scenarios.add(Text.of(name)));
      rows.add(
          List.of(
              Text.of(each.path("name")),
              Text.time(each.path("at")),
              Text.of(each.path("state")),
              Text.rate(each.path("capacityPerSecond")),
              scenarios.toString()));
    }
    output.table(List.of("NAME", "MEASURED", "STATE", "CAPACITY", "SCENARIOS"), rows);
  }

  /**
   * Has the agent keep a result.
   *
   * @param result null for what the agent itself measured on live traffic
   */
  static JsonNode keep(ApiClient client, String name, @Nullable BenchResult result)
      throws CommandException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    if (result != null) {
      try {
        body.put("result", Json.read(ResultJson.write(result)));
      } catch (IOException impossible) {
        throw new CommandException("LK-4031", "the result cannot be written");
      }
    }
    return client.change("POST", PATH, body);
  }

  /** Returns under which name it is kept, and that the disk did not take it when it did not. */
  static String where(JsonNode kept) {
    String name = Text.of(kept.path("name"));
    return kept.path("onDisk").asBoolean(true)
        ? name
        : name + ", in memory alone until the history can be written to the disk again";
  }

  /** Keeps one more. */
  @Command(
      name = "keep",
      description = {
        "Keeps a result that 'bench' wrote, or the last five minutes of live traffic,",
        "under a name, in place of what was kept there."
      })
  static final class Keep extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "1 to 64 of a-z, 0-9 and -.")
    private String name;

    @Option(names = "--result", paramLabel = "FILE", description = "The result.json of a run.")
    private @Nullable File file;

    /** For picocli, which sets the fields before it calls. */
    @SuppressWarnings("NullAway.Init")
    Keep() {}

    @Override
    void show(ApiClient client, Output output) throws CommandException {
      JsonNode kept =
          BaselineCommand.keep(client, name, file == null ? null : GateOptions.read(file));
      if (output.isJson()) {
        printJson(kept, output);
      } else {
        output.out().println("kept as " + where(kept));
      }
    }
  }

  /** Compares two. */
  @Command(
      name = "compare",
      description = "Compares two of them; 'live' is the last five minutes of live traffic.")
  static final class Compare extends ApiCommand {
    @Parameters(index = "0", paramLabel = "FROM", description = "What was before.")
    private String from;

    @Parameters(
        index = "1",
        paramLabel = "TO",
        arity = "0..1",
        defaultValue = "live",
        description = "What is after; default ${DEFAULT-VALUE}.")
    private String to;

    /** For picocli, which sets the fields before it calls. */
    @SuppressWarnings("NullAway.Init")
    Compare() {}

    @Override
    void show(ApiClient client, Output output) throws CommandException {
      JsonNode answer =
          client.read("/api/v1/compare?from=" + PathSegment.of(from) + "&to=" + PathSegment.of(to));
      if (output.isJson()) {
        printJson(answer, output);
        return;
      }
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode each : answer.path("rows")) {
        rows.add(
            List.of(
                Text.of(each.path("scenario")),
                Text.of(each.path("metric")),
                number(each.path("before")),
                number(each.path("after")),
                Text.percent(each.path("ratio")),
                Text.percent(each.path("low")) + " to " + Text.percent(each.path("high")),
                Text.of(each.path("verdict"))));
      }
      output.table(
          List.of("SCENARIO", "METRIC", "BEFORE", "AFTER", "AFTER/BEFORE", "INTERVAL", "VERDICT"),
          rows);
      for (JsonNode each : answer.path("differences")) {
        output.out().println("no verdict: " + Text.of(each));
      }
    }

    private static String number(JsonNode value) {
      return value.isNumber() ? Text.number(value.asDouble()) : Text.NONE;
    }
  }

  /** Lets one go. */
  @Command(name = "forget", description = "Lets go of one.")
  static final class Forget extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name;

    /** For picocli, which sets the fields before it calls. */
    @SuppressWarnings("NullAway.Init")
    Forget() {}

    @Override
    void show(ApiClient client, Output output) throws CommandException {
      list(client.change("DELETE", PATH + "/" + PathSegment.of(name), Map.of()), output);
    }
  }
}
