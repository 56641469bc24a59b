package dev.latchkey.agent.cli;

import dev.latchkey.agent.preset.PresetCatalogue;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.LatchkeyConfig;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a configuration file as the agent would and shows all that is wrong with it. */
@Command(
    name = "check-config",
    description = {
      "Checks a configuration file without an application, as the agent reads it:",
      "all that is wrong is shown at once, each with file, line and column."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:the file is valid", "2:the file has problems, or the command line is wrong"})
final class CheckConfigCommand implements Callable<Integer> {
  private static final String INPUT = "-";

  @Parameters(paramLabel = "FILE", description = "The YAML file, or - for standard input.")
  private File file;

  @Option(names = "--json", description = "One JSON value: file, valid, problems and warnings.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  CheckConfigCommand() {}

  /** What programs read. */
  private record Checked(
      String file, boolean valid, List<String> problems, List<String> warnings) {}

  @Override
  public Integer call() throws CommandException {
    ConfigResult result = read();
    List<String> problems = result.problems().stream().map(Object::toString).toList();
    List<String> warnings = result.config().map(CheckConfigCommand::warnings).orElse(List.of());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    boolean valid = result.config().isPresent();
    if (json) {
      out.println(Json.text(new Checked(name(), valid, problems, warnings)));
    } else {
      warnings.forEach(err::println);
      problems.forEach(err::println);
      if (valid) {
        out.println(name() + " is valid");
      }
    }
    return valid ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
  }

  private String name() {
    return file.getPath().equals(INPUT) ? "standard input" : file.getPath();
  }

  private ConfigResult read() throws CommandException {
    if (!file.getPath().equals(INPUT)) {
      return ConfigReader.readFile(file, System.getenv());
    }
    try {
      return ConfigReader.readStream(System.in, name(), System.getenv());
    } catch (IOException closed) {
      throw new CommandException(
          "LK-4034", "standard input cannot be read: " + closed.getMessage());
    }
  }

  /** Returns what the agent says at its start of a file that it takes. */
  private static List<String> warnings(LatchkeyConfig config) {
    List<String> warnings = new ArrayList<>();
    List<String> unknown = PresetCatalogue.unknown(config.presets().names());
    if (!unknown.isEmpty()) {
      warnings.add(
          "LK-2006 no preset is named "
              + String.join(", ", unknown)
              + "; there are "
              + String.join(", ", PresetCatalogue.NAMES));
    }
    if (!config.notYetAvailable().isEmpty()) {
      warnings.add(
          "LK-2005 this version does nothing yet with "
              + String.join(", ", config.notYetAvailable()));
    }
    return warnings;
  }
}
