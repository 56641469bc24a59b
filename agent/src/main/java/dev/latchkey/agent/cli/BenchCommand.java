package dev.latchkey.agent.cli;

import dev.latchkey.runtime.bench.ResultJson;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Measures a service from outside. */
@Command(
    name = "bench",
    description = {
      "Measures a service by a load at steady rates: seven scenarios, or a phase off",
      "and on. It is a load: the service feels it. With --pid or --url the agent in",
      "the service tells CPU and memory, and an alert that begins to fire ends the",
      "load."
    },
    mixinStandardHelpOptions = true,
    subcommands = BenchCompare.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and every gate holds",
      "1:not measured, or in part, or requests failed; what there is was kept",
      "2:the command line is wrong",
      "3:there is no such process, or no agent in it",
      "5:no agent answers, or it refuses the token",
      "6:a gate fails",
      "130:interrupted; what there is was kept"
    })
final class BenchCommand implements Callable<Integer> {
  @Mixin private LoadOptions load;
  @Mixin private GateOptions gates;
  @Mixin private AgentTarget agent;
  @Mixin private Output output;

  @Option(
      names = "--phase",
      paramLabel = "PHASE",
      description = "Switches the phase off and on between blocks of the same load, and back.")
  private @Nullable String phase;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "4",
      description = "Blocks with the phase on, and as many off; default ${DEFAULT-VALUE}.")
  private int pairs;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "bench",
      description = "Stands in the results; default ${DEFAULT-VALUE}.")
  private String name;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "For the results; default one of its own under latchkey-bench.")
  private @Nullable File folder;

  @CommandLine.Spec private CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  BenchCommand() {}

  @Override
  public Integer call() throws CommandException {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
      throw wrong("--name has 1 to 64 of a-z, 0-9 and -");
    }
    if (pairs < 2 || pairs > 100) {
      throw wrong("--pairs is 2 to 100");
    }
    if (phase != null && !agent.isNamed()) {
      throw wrong("--phase needs the agent in the service; name it with --pid or --url");
    }
    Optional<AgentLink> link =
        agent.isNamed() ? Optional.of(new AgentLink(agent.client())) : Optional.empty();
    BenchRun run = new BenchRun(load, gates, link, agent.trust(), output);
    BenchRun.Outcome outcome =
        run.run(name, folder, phase == null ? null : new BenchRun.Phase(phase, pairs));
    show(outcome);
    return outcome.exitCode();
  }

  private void show(BenchRun.Outcome outcome) throws CommandException {
    if (output.isJson()) {
      try {
        output
            .out()
            .println(new String(ResultJson.write(outcome.result()), StandardCharsets.UTF_8));
      } catch (IOException impossible) {
        throw new CommandException("LK-4033", "the result cannot be written");
      }
    }
    BenchRun.print(outcome, output);
    output.out().flush();
  }

  private CommandLine.ParameterException wrong(String text) {
    return new CommandLine.ParameterException(spec.commandLine(), text);
  }
}
