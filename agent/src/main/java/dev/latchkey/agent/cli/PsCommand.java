package dev.latchkey.agent.cli;

import dev.latchkey.agent.presence.PortFile;
import dev.latchkey.agent.presence.Presence;
import dev.latchkey.agent.start.JvmInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Lists the JVMs of this user. */
@Command(
    name = "ps",
    description = {
      "Lists the JVMs of this user that can be attached to: process number, Java",
      "version, the agent's version where there is one, its dashboard, and the main",
      "class or jar. The arguments of the applications are not shown, for they may",
      "hold secrets."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the list was shown",
      "1:this Java cannot look at other JVMs",
      "2:the command line is wrong"
    })
final class PsCommand implements Callable<Integer> {
  private static final String ROW = "%-8s %-12s %-16s %-28s %s%n";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  PsCommand() {}

  @Override
  public Integer call() throws CommandException {
    AttachModule.check();
    removeStaleFiles();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(ROW, "PID", "JAVA", "LATCHKEY", "DASHBOARD", "APPLICATION");
    for (AttachApi.Found found : AttachApi.all()) {
      if (found.pid() != ProcessHandle.current().pid()) {
        ProcessHandle.of(found.pid())
            .ifPresent(handle -> print(out, new JvmProcess(handle), found.command()));
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private static void print(PrintWriter out, JvmProcess process, String command) {
    Optional<Presence> agent = process.presence();
    out.printf(
        ROW,
        process.pid(),
        process.javaVersion(),
        agent.map(Presence::version).orElse("-"),
        agent.flatMap(Presence::dashboard).map(URI::toString).orElse("-"),
        JvmInfo.application(command));
  }

  private static void removeStaleFiles() {
    try {
      PortFile.removeStale(System.getProperty("java.io.tmpdir"));
    } catch (IOException unreadable) {
      // Then there is none that this user could be misled by.
    }
  }
}
