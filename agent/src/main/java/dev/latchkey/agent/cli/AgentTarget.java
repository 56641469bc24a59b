package dev.latchkey.agent.cli;

import dev.latchkey.agent.presence.PortFile;
import dev.latchkey.agent.presence.Presence;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which agent a command asks, and with which token. */
final class AgentTarget {
  private static final URI USUAL = URI.create("http://127.0.0.1:7171/");

  @Option(
      names = {"-p", "--pid"},
      paramLabel = "PID|NAME",
      description = {
        "Process of the application, its main class or jar; not needed where this user",
        "runs one agent only."
      })
  private @Nullable String pid;

  @Option(names = "--url", paramLabel = "URL", description = "Address of the agent's dashboard.")
  private @Nullable URI url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Holds the token; by default the agent's own for --pid, else ~/.latchkey/token.")
  private @Nullable File tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM certificates to trust for https, besides those that Java trusts.")
  private @Nullable File authority;

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandSpec spec;

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  AgentTarget() {}

  /** Names the process where the command line has it without the option. */
  void means(String process) {
    if (pid != null && !pid.equals(process)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "PID and --pid name different processes");
    }
    pid = process;
  }

  /**
   * Returns a client of the agent that is meant.
   *
   * @throws CommandException when it is not clear which one, or there is none
   */
  ApiClient client() throws CommandException {
    if (pid != null && url != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--pid and --url exclude each other");
    }
    if (url != null) {
      return client(url, Optional.empty());
    }
    Optional<Presence> agent =
        pid != null ? Optional.of(presence(new ProcessName(pid).pid(true))) : only();
    if (agent.isEmpty()) {
      return client(USUAL, Optional.empty());
    }
    Presence found = agent.get();
    URI dashboard =
        found
            .dashboard()
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCodes.NO_AGENT,
                        "LK-4021",
                        "the agent in process "
                            + found.pid()
                            + " has no dashboard; see admin in its configuration"));
    return client(dashboard, found.tokenFile());
  }

  /** Returns whether the user named one. */
  boolean isNamed() {
    return pid != null || url != null;
  }

  /** Returns whom https is spoken with: those of {@code --ca}, else those that Java trusts. */
  SSLContext trust() throws CommandException {
    try {
      Optional<SSLContext> given = Trust.of(authority);
      return given.isPresent() ? given.get() : SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has TLS", e);
    }
  }

  private ApiClient client(URI address, Optional<String> agents) throws CommandException {
    File usual = new File(System.getProperty("user.home", ""), ".latchkey/token");
    File file = tokenFile != null ? tokenFile : agents.map(File::new).orElse(usual);
    boolean given = tokenFile != null;
    return new ApiClient(
        address, new TokenSource(file, given), Trust.of(authority), spec.commandLine().getErr());
  }

  private static Presence presence(long pid) throws CommandException {
    return ProcessHandle.of(pid)
        .flatMap(handle -> new JvmProcess(handle).presence())
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCodes.NO_AGENT,
                    "LK-4021",
                    "there is no agent in process " + pid + "; 'ps' lists where there is one"));
  }

  /** The agents that this user's port files tell of; one is what is meant. */
  private static Optional<Presence> only() throws CommandException {
    List<Presence> found = new ArrayList<>();
    try {
      for (long each : PortFile.pids(System.getProperty("java.io.tmpdir"))) {
        ProcessHandle.of(each)
            .flatMap(handle -> new JvmProcess(handle).presence())
            .filter(presence -> presence.dashboard().isPresent())
            .ifPresent(found::add);
      }
    } catch (IOException unreadable) {
      return Optional.empty();
    }
    if (found.size() > 1) {
      throw new CommandException(
          CommandLine.ExitCode.USAGE,
          "LK-4023",
          "several agents run, in processes "
              + String.join(
                  ", ", found.stream().map(each -> String.valueOf(each.pid())).sorted().toList())
              + "; name one with --pid");
    }
    return found.stream().findFirst();
  }
}
