package dev.latchkey.agent.cli;

import dev.latchkey.dashboard.recording.Recording;
import dev.latchkey.dashboard.server.RecordingServer;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The dashboard on a bundle. */
@Command(
    name = "view",
    description = "Shows the dashboard on a bundle, read-only, until Ctrl-C.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the help was shown",
      "1:the file is no bundle, or the port is taken",
      "2:the command line is wrong",
      "130:interrupted"
    })
final class ViewCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "What 'bundle' wrote.")
  private File file;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Where to listen on 127.0.0.1; 0, the default, takes any free port.")
  private int port;

  @CommandLine.Spec private CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  ViewCommand() {}

  @Override
  public Integer call() throws CommandException {
    if (port < 0 || port > 65_535) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--port is 0 to 65535");
    }
    try (RecordingServer server = new RecordingServer(Recording.read(file), port)) {
      spec.commandLine().getOut().println("recording at " + server.start() + "; Ctrl-C ends it");
      spec.commandLine().getOut().flush();
      new CountDownLatch(1).await();
      return CommandLine.ExitCode.OK;
    } catch (IOException refused) {
      throw new CommandException("LK-4029", String.valueOf(refused.getMessage()));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return ExitCodes.INTERRUPTED;
    }
  }
}
