package dev.latchkey.agent.cli;

import dev.latchkey.agent.preset.PresetCatalogue;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.LatchkeyConfig;
import java.io.File;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
  @Parameters(paramLabel = "FILE", description = "The YAML file.")
  private File file;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  CheckConfigCommand() {}

  @Override
  public Integer call() {
    ConfigResult result = ConfigReader.readFile(file, System.getenv());
    if (result.config().isPresent()) {
      warn(result.config().get());
      spec.commandLine().getOut().println(file + " is valid");
      return CommandLine.ExitCode.OK;
    }
    PrintWriter err = spec.commandLine().getErr();
    result.problems().forEach(err::println);
    return CommandLine.ExitCode.USAGE;
  }

  /** What the agent says at its start of a file that it takes. */
  private void warn(LatchkeyConfig config) {
    PrintWriter err = spec.commandLine().getErr();
    List<String> unknown = PresetCatalogue.unknown(config.presets().names());
    if (!unknown.isEmpty()) {
      err.println(
          "LK-2006 no preset is named "
              + String.join(", ", unknown)
              + "; there are "
              + String.join(", ", PresetCatalogue.NAMES));
    }
    if (!config.notYetAvailable().isEmpty()) {
      err.println(
          "LK-2005 this version does nothing yet with "
              + String.join(", ", config.notYetAvailable()));
    }
  }
}
