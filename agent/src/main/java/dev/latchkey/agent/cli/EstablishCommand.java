package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A baseline from nothing: scenarios, what each phase has to reach, and the report. */
@Command(
    name = "establish",
    description = {
      "Runs the scenarios, has the agent keep the result, and prints what each phase",
      "has to reach from there, and the agent's report where it makes one."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured and kept",
      "1:not measured, or in part, or requests failed; what there is is in the folder",
      "2:the command line is wrong",
      "3:there is no such process, or no agent in it",
      "5:no agent answers, or it refuses the token",
      "6:a gate fails",
      "130:interrupted; what there is is in the folder"
    })
final class EstablishCommand implements Callable<Integer> {
  /** The least of what product.md asks of auth latency, with the phases before it on. */
  private static final Map<String, Double> LEAST_GAIN =
      Map.of("jwks", 0.15, "jwt", 0.25, "session", 0.35, "pool", 0.50, "integrated", 0.70);

  @Mixin private LoadOptions load;
  @Mixin private GateOptions gates;
  @Mixin private AgentTarget agent;
  @Mixin private Output output;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "before",
      description = "Under which it is kept; default ${DEFAULT-VALUE}.")
  private String name;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "For the results; default one of its own under latchkey-bench.")
  private @Nullable File folder;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  EstablishCommand() {}

  @Override
  public Integer call() throws CommandException {
    ApiClient client = agent.client();
    AgentLink link = new AgentLink(client);
    link.environment();
    BenchRun run = new BenchRun(load, gates, Optional.of(link), agent.trust(), output);
    BenchRun.Outcome outcome = run.run(name, folder, null);
    BenchRun.print(outcome, output);
    JsonNode kept = BaselineCommand.keep(client, name, outcome.result());
    if (output.isJson()) {
      ApiCommand.printJson(kept, output);
    } else {
      targets(client);
      report(client);
      output.out().println("kept in the agent as " + BaselineCommand.where(kept));
    }
    output.out().flush();
    return outcome.exitCode();
  }

  /** Each phase has to reach what is asked of it, as far as this application can. */
  private void targets(ApiClient client) throws CommandException {
    double mean =
        client.read("/api/v1/summary").path("auth").path("meanMillis").asDouble(Double.NaN);
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode phase : client.read("/api/v1/phases").path("phases")) {
      String id = phase.path("id").asText();
      JsonNode forecast = phase.path("forecast");
      double target = mean * (1 - LEAST_GAIN.getOrDefault(id, 0.0));
      rows.add(
          List.of(
              Text.of(phase.path("number")),
              Text.of(phase.path("id")),
              Double.isNaN(mean) ? Text.NONE : Text.number(mean) + " ms",
              Double.isNaN(target) ? Text.NONE : Text.number(target) + " ms",
              Text.millis(forecast.path("savedMillis")),
              Text.percent(forecast.path("hitRatio"))));
    }
    output.table(
        List.of("NO", "PHASE", "AUTH MEAN NOW", "TO REACH", "SAVES BY FORECAST", "HITS"), rows);
  }

  /** An agent of another version may make none. */
  private void report(ApiClient client) {
    try {
      String text = new String(client.bytes("/api/v1/report?format=md"), StandardCharsets.UTF_8);
      output.out().println(text.replaceAll("[\\p{Cntrl}&&[^\n]]", ""));
    } catch (CommandException none) {
      output.out().println("the agent makes no report");
    }
  }
}
