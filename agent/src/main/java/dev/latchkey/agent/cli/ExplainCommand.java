package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.agent.start.DryRun;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
      "Asks the agent in a running application, or with --class-path reads class files and says"
          + " what would be woven; it loads none of them."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every target is woven",
      "1:some target is not",
      "2:the command line or the configuration is wrong, or no agent answers"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 10_000;

  @Parameters(
      paramLabel = "TARGET",
      arity = "0..1",
      description = "Name of the only target to explain.")
  private @Nullable String target;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:7171",
      description = "Address of the agent's dashboard; default ${DEFAULT-VALUE}.")
  private URI url;

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

  @CommandLine.Spec private CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  ExplainCommand() {}

  @Override
  public Integer call() {
    if (config != null && classPath == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--config goes with --class-path; a running agent has a configuration of its own");
    }
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
      spec.commandLine().getErr().println("there is no target named " + target);
      return CommandLine.ExitCode.USAGE;
    }
    wanted.forEach(each -> each.print(spec.commandLine().getOut()));
    return wanted.stream().allMatch(Explanation::isWoven)
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Explanation> running() throws IOException {
    List<Explanation> explanations = new ArrayList<>();
    for (JsonNode each : ask().path("targets")) {
      explanations.add(Explanation.of(each));
    }
    return explanations;
  }

  private JsonNode ask() throws IOException {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) url.resolve("/api/v1/targets").toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try (InputStream in = connection.getInputStream()) {
        return Json.read(in.readAllBytes());
      }
    } catch (IOException | IllegalArgumentException | ClassCastException failure) {
      throw new IOException(
          "no agent answers at "
              + url
              + " ("
              + failure
              + "); the line LK-2031 of the application's standard error has the address",
          failure);
    }
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
