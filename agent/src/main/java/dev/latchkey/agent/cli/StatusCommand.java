package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** One screen for somebody woken at night. */
@Command(
    name = "status",
    description = {
      "Is authentication well, what is on, what happened last, where does the time go:",
      "what somebody woken at night asks, on one screen."
    })
final class StatusCommand extends ApiCommand {
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
    Terminal.Size room = output.moves() ? Terminal.size() : null;
    StatusScreen screen = new StatusScreen(answers, client.address(), room, output::painted);
    (output.isPlain() ? screen.records() : screen.lines()).forEach(output.out()::println);
  }
}
