package dev.latchkey.agent.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code java -jar latchkey.jar COMMAND}. */
@Command(
    name = "latchkey",
    description =
        "Makes the authentication path of an unmodified JVM application visible and fast.",
    footer = {
      "",
      "To start an application with the agent: java -javaagent:latchkey.jar=config=latchkey.yaml -jar app.jar"
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    subcommands = {
      StatusCommand.class,
      PhasesCommand.class,
      OffCommand.class,
      CachesCommand.class,
      DiscoverCommand.class,
      ReportCommand.class,
      HistoryCommand.class,
      AlertsCommand.class,
      EventsCommand.class,
      AuditCommand.class,
      DatabaseCommand.class,
      BenchCommand.class,
      BaselineCommand.class,
      OpenCommand.class,
      TokenCommand.class,
      BundleCommand.class,
      ViewCommand.class,
      AttachCommand.class,
      DetachCommand.class,
      PsCommand.class,
      ExplainCommand.class,
      CheckConfigCommand.class,
      FeedDdlCommand.class,
      CompletionCommand.class
    })
public final class LatchkeyCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  LatchkeyCommand() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new LatchkeyCommand())
        .setExecutionExceptionHandler(LatchkeyCommand::explain)
        .setParameterExceptionHandler((wrong, arguments) -> mend(wrong));
  }

  /** What is wrong, what was perhaps meant, and where all is explained: not the whole usage. */
  private static int mend(CommandLine.ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter errors = command.getErr();
    errors.println(Text.printable(String.valueOf(wrong.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, errors);
    errors.println("'" + command.getCommandSpec().qualifiedName() + " --help' says more");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** What a command foresees is one line; anything else is a fault of ours, with its stack. */
  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(failure instanceof CommandException foreseen)) {
      throw failure;
    }
    command.getErr().println(foreseen.getMessage());
    return foreseen.exitCode();
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
