package dev.latchkey.agent.cli;

import dev.latchkey.agent.start.DryRun;
import dev.latchkey.agent.start.JvmInfo;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Says what attaching would come to. Asks the JVM for its properties and loads nothing into it.
 * Confined to the thread of the command.
 */
final class AttachRehearsal {
  private static final String OF_FILE = "config";

  private final PrintWriter out;
  private final PrintWriter err;

  AttachRehearsal(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Shows it.
   *
   * @return the exit code that attaching would have, as far as it can be known
   * @throws CommandException when the JVM would refuse
   */
  int show(JvmProcess process, @Nullable File file) throws CommandException {
    if (process.presence().isPresent()) {
      err.println(
          "LK-2002 the agent is in process "
              + process.pid()
              + " already; 'detach "
              + process.pid()
              + "' takes it out");
      return CommandLine.ExitCode.SOFTWARE;
    }
    ConfigResult config =
        file == null
            ? ConfigReader.read("", "defaults", Map.of())
            : ConfigReader.readFile(file, System.getenv());
    config.problems().forEach(err::println);
    if (config.config().isEmpty()) {
      return CommandLine.ExitCode.SOFTWARE;
    }
    AttachApi.Running running;
    try (AttachApi api = AttachApi.open(process)) {
      running = api.running();
    } catch (IOException failed) {
      throw new CommandException(
          ExitCodes.NO_AGENT,
          "LK-4009",
          "JVM " + process.pid() + " could not be reached: " + failed.getMessage());
    }
    running.checkTakesAgents(process.pid());
    out.println(
        process.pid()
            + " takes the agent: "
            + Text.printable(JvmInfo.application(running.command()))
            + ", Java "
            + process.javaVersion()
            + (file == null ? "" : "; " + file + " is valid"));
    targets(config, running.classPath());
    out.println("nothing was loaded or changed; leave out --dry-run to attach");
    return CommandLine.ExitCode.OK;
  }

  private void targets(ConfigResult config, List<File> classPath) throws CommandException {
    List<TargetSnapshot> all;
    try {
      all = DryRun.of(config.config().orElseThrow(), classPath);
    } catch (IOException unreadable) {
      throw new CommandException(
          "LK-4009", "the class path cannot be read: " + unreadable.getMessage());
    }
    int woven = 0;
    for (TargetSnapshot each : all) {
      Explanation explanation = Explanation.ofDryRun(each);
      woven += explanation.isWoven() ? 1 : 0;
      if (explanation.isWoven() || each.info().source().equals(OF_FILE)) {
        explanation.print(out);
      }
    }
    out.println(
        "would be woven of its class path: "
            + woven
            + " of "
            + all.size()
            + " targets; what other class loaders bring, as jars inside a jar, is seen when it is"
            + " loaded");
  }
}
