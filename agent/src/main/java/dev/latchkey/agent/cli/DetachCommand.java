package dev.latchkey.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes the agent out of a JVM. */
@Command(
    name = "detach",
    description = {
      "Takes the agent out of a running JVM, however it came in: every woven method",
      "gets its own bytecode back, the agent's threads end and its port is closed."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the agent is out",
      "1:it is not, and the lines say why",
      "2:the command line is wrong, or several JVMs have the name",
      "3:there is no such JVM or no agent in it, or it lets nobody in"
    })
final class DetachCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PID|NAME",
      description = "Number of the process, its main class or jar; 'ps' lists them.")
  private String name;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  DetachCommand() {}

  @Override
  public Integer call() throws CommandException {
    AttachModule.check();
    JvmProcess process = JvmProcess.find(new ProcessName(name).pid(true));
    AgentCall call = new AgentCall(spec.commandLine().getOut(), spec.commandLine().getErr());
    return call.run(process, "detach") ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
