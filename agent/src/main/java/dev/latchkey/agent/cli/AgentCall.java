package dev.latchkey.agent.cli;

import dev.latchkey.agent.presence.ReportFile;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/** Loads the agent into a running JVM and shows what it answers. */
final class AgentCall {
  private static final int NAME_BITS = 128;
  private static final String INFO = "INFO ";
  private static final String NOTHING_THERE = "LK-2042";

  private final PrintWriter out;
  private final PrintWriter err;

  AgentCall(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Loads the agent with the options and prints its lines.
   *
   * @return whether the agent did what it was loaded for
   * @throws CommandException when it could not be loaded, or gave no answer
   */
  boolean run(JvmProcess process, String options) throws CommandException {
    Path report = Path.of(temporaryFolder(), "latchkey-" + randomName() + ".report");
    try (AttachApi api = AttachApi.open(process)) {
      if (api.warnsOfAgents()) {
        out.println(
            "Java "
                + process.javaVersion()
                + " writes a warning of its own to the application's standard error now, because an"
                + " agent is loaded while it runs. It is harmless. To be without it, start the"
                + " application with -XX:+EnableDynamicAgentLoading.");
        out.flush();
      }
      load(api, process.pid(), options + ",report=" + report);
      return show(Files.exists(report) ? Files.readAllLines(report) : List.of(), process);
    } catch (IOException | URISyntaxException failed) {
      throw new CommandException(
          ExitCodes.NO_AGENT,
          "LK-4009",
          "JVM " + process.pid() + " could not be reached: " + failed.getMessage());
    } finally {
      remove(report);
    }
  }

  private void load(AttachApi api, long pid, String options)
      throws CommandException, IOException, URISyntaxException {
    try (Waiting waiting = new Waiting(err, "waiting for JVM " + pid)) {
      if (Terminal.isThere()) {
        waiting.tell(Duration.ofSeconds(1));
      }
      api.load(ownJar(), options);
    }
  }

  private boolean show(List<String> lines, JvmProcess process) throws CommandException {
    for (String line : lines) {
      if (line.startsWith(INFO)) {
        out.println(printable(line.substring(INFO.length())));
      } else if (line.equals(ReportFile.DONE) || line.equals(ReportFile.REFUSED)) {
        return line.equals(ReportFile.DONE);
      } else {
        if (line.contains(NOTHING_THERE)) {
          String reason = line.substring(line.indexOf(NOTHING_THERE) + NOTHING_THERE.length());
          throw new CommandException(ExitCodes.NO_AGENT, NOTHING_THERE, printable(reason.strip()));
        }
        err.println(printable(line));
      }
    }
    throw new CommandException(
        "LK-4010",
        "the agent in JVM "
            + process.pid()
            + " gave no answer; its standard error says what happened (a tool of the JDK takes no"
            + " agent)");
  }

  /** The lines come from a process that may belong to somebody else. */
  private static String printable(String line) {
    return line.replaceAll("\\p{Cntrl}", "?");
  }

  private static String ownJar() throws URISyntaxException {
    return new File(AgentCall.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .getAbsolutePath();
  }

  private static String temporaryFolder() {
    return new File(System.getProperty("java.io.tmpdir")).getAbsolutePath();
  }

  private static String randomName() {
    return new BigInteger(NAME_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
  }

  private static void remove(Path report) {
    try {
      Files.deleteIfExists(report);
    } catch (IOException stays) {
      // It holds what was just shown, and only its owner can read it.
    }
  }
}
