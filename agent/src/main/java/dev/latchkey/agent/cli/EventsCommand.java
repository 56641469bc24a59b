package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What happened. */
@Command(
    name = "events",
    description = {
      "What happened and who did it, the latest last. 'events note' adds what a person",
      "has to say, such as a deploy."
    },
    subcommands = EventsCommand.Note.class)
final class EventsCommand extends ApiCommand {
  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "The latest so many; default ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    JsonNode answer = client.read("/api/v1/events");
    if (output.isJson()) {
      printJson(answer, output);
      return;
    }
    List<JsonNode> events = new ArrayList<>();
    answer.path("events").forEach(events::add);
    print(events.subList(Math.max(0, events.size() - Math.max(0, limit)), events.size()), output);
  }

  private static void print(List<JsonNode> events, Output output) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode event : events) {
      rows.add(
          List.of(
              output.isPlain() ? Text.of(event.path("at")) : Text.time(event.path("at")),
              Text.of(event.path("severity")),
              Text.of(event.path("kind")),
              Text.of(event.path("actor")),
              Text.of(event.path("text"))));
    }
    output.table(List.of("AT", "SEVERITY", "KIND", "WHO", "WHAT"), rows);
  }

  /** Somebody has something to say. */
  @Command(name = "note", description = "Adds a note to the events, and to the charts.")
  static final class Note extends ApiCommand {
    @Parameters(
        paramLabel = "TEXT",
        description = "One sentence, up to 200 characters, which everybody may read.")
    private String text = "";

    @Override
    void show(ApiClient client, Output output) throws CommandException {
      JsonNode event = client.change("POST", "/api/v1/annotations", Map.of("text", text));
      if (output.isJson()) {
        printJson(event, output);
      } else {
        print(List.of(event), output);
      }
    }
  }
}
