package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.agent.start.DryRun;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Says of each target what is woven of it, or why nothing is. */
@Command(
    name = "explain",
    description = {
      "Says of each target what is woven of it, or why nothing is.",
      "",
      "Asks the agent in a running application, or with --class-path reads class",
      "files and says what would be woven; it loads none of them."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every target is woven",
      "1:some target is not",
      "2:the command line or the configuration is wrong, or several agents run",
      "3:there is no such process, or no agent in it",
      "5:no agent answers, or it refuses the token"
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "[PID] [TARGET]",
      arity = "0..2",
      hideParamSyntax = true,
      description = {
        "PID: process id of the application, a number; --pid takes its name too.",
        "TARGET: name of the only target to explain."
      })
  private List<String> words = List.of();

  @Mixin private AgentTarget agent;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "With --class-path: the configuration; default is none.")
  private @Nullable File config;

  @Option(
      names = "--class-path",
      paramLabel = "JARS",
      description = "Jars and folders to look into, separated as in java -cp.")
  private @Nullable String classPath;

  @Option(
      names = "--json",
      description = "One JSON value: targets, each with name, state, reason and woven.")
  private boolean json;

  @CommandLine.Spec private CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  ExplainCommand() {}

  @Override
  public Integer call() throws CommandException {
    Optional<String> pid =
        words.stream().findFirst().filter(word -> new ProcessName(word).isNumber());
    pid.ifPresent(agent::means);
    check(pid.isPresent());
    String target = words.size() == (pid.isPresent() ? 2 : 1) ? words.get(words.size() - 1) : null;
    List<Explanation> found;
    try {
      found = classPath == null ? running() : dryRun(classPath);
    } catch (IOException failure) {
      spec.commandLine().getErr().println(failure.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    List<Explanation> wanted =
        found.stream().filter(each -> target == null || each.target().equals(target)).toList();
    if (wanted.isEmpty() && target != null) {
      spec.commandLine().getErr().println("LK-4022 there is no target named " + target);
      return CommandLine.ExitCode.USAGE;
    }
    show(wanted);
    return wanted.stream().allMatch(Explanation::isWoven)
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private void show(List<Explanation> wanted) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(Map.of("targets", wanted.stream().map(Explanation::view).toList())));
    } else {
      wanted.forEach(each -> each.print(out));
    }
  }

  private void check(boolean hasPid) {
    if (config != null && classPath == null) {
      throw wrong(
          "--config goes with --class-path; a running agent has a configuration of its own");
    }
    if (classPath != null && agent.isNamed()) {
      throw wrong("--class-path asks no agent; leave out the process and --url");
    }
    if (words.size() == 2 && !hasPid) {
      throw wrong(words.get(0) + " is no process id");
    }
  }

  private ParameterException wrong(String text) {
    return new ParameterException(spec.commandLine(), text);
  }

  private List<Explanation> running() throws CommandException {
    List<Explanation> explanations = new ArrayList<>();
    for (JsonNode each : agent.client().read("/api/v1/targets").path("targets")) {
      explanations.add(Explanation.of(each));
    }
    return explanations;
  }

  private List<Explanation> dryRun(String elements) throws IOException {
    ConfigResult result =
        config == null
            ? ConfigReader.read("", "defaults", Map.of())
            : ConfigReader.readFile(config, System.getenv());
    if (result.config().isEmpty()) {
      throw new IOException(
          String.join("\n", result.problems().stream().map(Object::toString).toList()));
    }
    List<File> files = new ArrayList<>();
    for (String element : elements.split(File.pathSeparator, -1)) {
      if (!element.isEmpty()) {
        files.add(new File(element));
      }
    }
    return DryRun.of(result.config().get(), files).stream().map(Explanation::ofDryRun).toList();
  }
}
