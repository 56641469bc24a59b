package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What makes itself heard, and who has heard it. */
@Command(
    name = "alerts",
    description = {
      "Lists the alerts, those that fire first. 'alerts ack' says that somebody looks",
      "at one, 'alerts silence' keeps one quiet for a while."
    },
    subcommands = {
      AlertsCommand.Acknowledge.class,
      AlertsCommand.Silence.class,
      AlertsCommand.Unsilence.class
    })
final class AlertsCommand extends ApiCommand {
  private static final String PATH = "/api/v1/alerts";

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    JsonNode answer = client.read(PATH);
    if (output.isJson()) {
      printJson(answer, output);
    } else {
      print(answer.path("alerts"), output);
    }
  }

  private static void print(Iterable<JsonNode> alerts, Output output) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode alert : alerts) {
      rows.add(
          List.of(
              Text.of(alert.path("id")),
              Text.of(alert.path("state")),
              Text.of(alert.path("severity")),
              Text.time(alert.path("since")),
              Text.of(alert.path("acknowledgedBy")),
              Text.time(alert.path("silencedUntil")),
              Text.of(alert.path("text"))));
    }
    output.table(
        List.of("ALERT", "STATE", "SEVERITY", "SINCE", "SEEN BY", "SILENT TO", "WHAT"), rows);
  }

  /** Changes one alert. */
  abstract static class Change extends ApiCommand {
    @Parameters(paramLabel = "ALERT", description = "Name of the alert; 'alerts' lists them.")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "For the audit.")
    private String reason = "";

    void send(ApiClient client, Output output, String verb, Map<String, ?> more)
        throws CommandException {
      Map<String, Object> body = new LinkedHashMap<>(more);
      body.put("reason", reason);
      JsonNode answer = client.change("POST", PATH + "/" + PathSegment.of(id) + "/" + verb, body);
      if (output.isJson()) {
        printJson(answer, output);
      } else {
        print(List.of(answer), output);
      }
    }
  }

  /** Somebody has seen it. */
  @Command(name = "ack", description = "Says that somebody has seen an alert that fires.")
  static final class Acknowledge extends Change {
    @Override
    void show(ApiClient client, Output output) throws CommandException {
      send(client, output, "ack", Map.of());
    }
  }

  /** Nobody wants to hear of it for a while. */
  @Command(
      name = "silence",
      description = "Keeps an alert quiet for a while; it is judged all the same.")
  static final class Silence extends Change {
    @Option(
        names = "--minutes",
        paramLabel = "COUNT",
        defaultValue = "60",
        description = "For how long; default ${DEFAULT-VALUE}.")
    private int minutes = 60;

    @Override
    void show(ApiClient client, Output output) throws CommandException {
      send(client, output, "silence", Map.of("minutes", minutes));
    }
  }

  /** It may be heard again. */
  @Command(name = "unsilence", description = "Lets a silenced alert be heard again.")
  static final class Unsilence extends Change {
    @Override
    void show(ApiClient client, Output output) throws CommandException {
      send(client, output, "unsilence", Map.of());
    }
  }
}
