package dev.latchkey.agent.cli;

import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import java.io.File;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reads a configuration file as the agent would and shows all that is wrong with it. */
@Command(
    name = "check-config",
    description = "Checks a configuration file without an application.",
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
      spec.commandLine().getOut().println(file + " is valid");
      return CommandLine.ExitCode.OK;
    }
    PrintWriter err = spec.commandLine().getErr();
    result.problems().forEach(err::println);
    return CommandLine.ExitCode.USAGE;
  }
}
