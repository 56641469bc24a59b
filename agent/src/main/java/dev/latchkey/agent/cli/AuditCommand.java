package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who changed what. */
@Command(name = "audit", description = "Who changed what, from where, why and with what result.")
final class AuditCommand extends ApiCommand {
  @Option(names = "--actor", paramLabel = "NAME", description = "Only what this one did.")
  private String actor = "";

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "The latest so many, 1 to 1000; default ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    String filter = actor.isEmpty() ? "" : "&actor=" + PathSegment.of(actor);
    JsonNode answer = client.read("/api/v1/audit?limit=" + limit + filter);
    if (output.isJson()) {
      printJson(answer, output);
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode entry : answer.path("entries")) {
      rows.add(
          List.of(
              output.isPlain() ? Text.of(entry.path("at")) : Text.time(entry.path("at")),
              Text.of(entry.path("actor")),
              Text.of(entry.path("address")),
              Text.of(entry.path("action")),
              Text.of(entry.path("before")),
              Text.of(entry.path("after")),
              Text.of(entry.path("result")),
              Text.of(entry.path("reason"))));
    }
    output.table(List.of("AT", "WHO", "FROM", "WHAT", "BEFORE", "AFTER", "RESULT", "REASON"), rows);
  }
}
