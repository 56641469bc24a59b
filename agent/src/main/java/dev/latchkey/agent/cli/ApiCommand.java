package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that asks an agent. */
@Command(
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the agent failed",
      "2:the command line is wrong, or several agents run and none was named",
      "3:there is no such process, or no agent in it",
      "5:no agent answers, or it refuses the token",
      "6:a gate fails that was waited for",
      "7:somebody else changed it meanwhile, or its state does not allow it",
      "130:interrupted"
    })
abstract class ApiCommand implements Callable<Integer> {
  @Mixin private AgentTarget target;
  @Mixin private Output output;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  ApiCommand() {}

  /** Returns which agent is asked. */
  final AgentTarget target() {
    return target;
  }

  @Override
  public Integer call() throws CommandException {
    ApiClient client = target.client();
    if (output.isWatched()) {
      client.readOnly();
    }
    return output.run(() -> show(client, output));
  }

  /** Asks once and shows what came. */
  abstract void show(ApiClient client, Output output) throws CommandException;

  /** Shows an answer as it came. */
  static void printJson(JsonNode answer, Output output) {
    output.out().println(Json.text(answer));
  }
}
