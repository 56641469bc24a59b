package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.net.URI;
import java.util.Map;
import picocli.CommandLine.Command;

/** A link that logs a browser in. */
@Command(
    name = "open",
    description = {
      "Prints a link that opens the dashboard and logs the browser in, once, within a",
      "minute. What stands behind # in it is no token: it is of no use once it was",
      "opened."
    })
final class OpenCommand extends ApiCommand {
  @Override
  void show(ApiClient client, Output output) throws CommandException {
    JsonNode answer = client.change("POST", "/api/v1/session/codes", Map.of());
    URI link = client.address().resolve("/#t=" + answer.path("code").asText());
    if (output.isJson()) {
      output.out().println(Json.text(Map.of("link", link.toString(), "expiresInSeconds", 60)));
    } else {
      output.out().println(link);
    }
  }
}
