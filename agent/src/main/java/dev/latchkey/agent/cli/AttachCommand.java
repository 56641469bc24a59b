package dev.latchkey.agent.cli;

import dev.latchkey.agent.presence.Presence;
import dev.latchkey.agent.start.Version;
import java.io.File;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loads the agent into a JVM that runs already. */
@Command(
    name = "attach",
    description = {
      "Loads the agent into a JVM that runs already, and waits until it watches.",
      "The JVM must belong to the same user. 'detach' takes everything out again."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the agent is in",
      "1:it is not, and the application runs on without it",
      "2:the command line is wrong, or several JVMs have the name",
      "3:there is no such JVM, or it lets nobody in"
    })
final class AttachCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PID|NAME",
      description = "Number of the process, its main class or jar; 'ps' lists them.")
  private String name;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The YAML file. Without one the agent detects the libraries that it knows.")
  private @Nullable File config;

  @Option(
      names = "--dry-run",
      description = "Says whether it can be done and what would be woven, and loads nothing.")
  private boolean dryRun;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  AttachCommand() {}

  @Override
  public Integer call() throws CommandException {
    AttachModule.check();
    JvmProcess process = JvmProcess.find(new ProcessName(name).pid(false));
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (dryRun) {
      return new AttachRehearsal(out, err).show(process, config);
    }
    if (!new AgentCall(out, err).run(process, options())) {
      return CommandLine.ExitCode.SOFTWARE;
    }
    out.println("attached to " + process.pid() + hint(process));
    return CommandLine.ExitCode.OK;
  }

  private static String hint(JvmProcess process) {
    return process
        .presence()
        .flatMap(Presence::dashboard)
        .map(url -> "; 'explain --url " + url + "' says what is woven")
        .orElse("");
  }

  /** The JVM has a working directory of its own. */
  private String options() {
    String version = "version=" + Version.text();
    if (config == null) {
      return version;
    }
    String path = config.getAbsolutePath();
    if (path.contains(",")) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "the path " + path + " has a comma in it, which separates agent options; rename it");
    }
    return version + ",config=" + path;
  }
}
