package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything off. */
@Command(
    name = "off",
    description = "Switches every phase off, from the application's next call on; may be repeated.")
final class OffCommand extends ApiCommand {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Stands in the audit.")
  private String reason = "";

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    JsonNode answer = client.change("POST", "/api/v1/off", Map.of("reason", reason));
    if (output.isJson()) {
      printJson(answer, output);
    } else {
      output.out().println("every phase is off");
    }
  }
}
