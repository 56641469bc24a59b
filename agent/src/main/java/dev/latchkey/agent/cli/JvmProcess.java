package dev.latchkey.agent.cli;

import dev.latchkey.agent.presence.PortFile;
import dev.latchkey.agent.presence.Presence;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A running process and what can be known of it without touching it. Immutable.
 *
 * <p>The checks come before anything is sent to the process: the Attach API of Java 17 begins with
 * a signal that ends a process which is no JVM.
 */
record JvmProcess(ProcessHandle handle) {
  private static final String TEMPORARY = "-Djava.io.tmpdir=";
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"([^\"]+)\"");

  /**
   * Returns the process when an agent can be loaded into it, as far as that is known beforehand.
   *
   * @throws CommandException when it cannot
   */
  static JvmProcess find(long pid) throws CommandException {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    if (handle.isEmpty()) {
      throw new CommandException(
          ExitCodes.NO_AGENT,
          "LK-4001",
          "no process has the number " + pid + "; 'ps' lists the JVMs of this user");
    }
    JvmProcess process = new JvmProcess(handle.get());
    if (pid == ProcessHandle.current().pid()) {
      throw new CommandException(
          ExitCodes.NO_AGENT,
          "LK-4002",
          pid + " is this command itself; 'ps' lists the other JVMs of this user");
    }
    process.checkUser();
    process.checkContainer();
    process.checkJvm();
    return process;
  }

  long pid() {
    return handle.pid();
  }

  /** The superuser may attach to everybody's JVMs. */
  private void checkUser() throws CommandException {
    String own = ProcessHandle.current().info().user().orElse("");
    String owner = handle.info().user().orElse(own);
    if (!owner.equals(own) && !own.equals("root")) {
      throw new CommandException(
          ExitCodes.NO_AGENT,
          "LK-4004",
          "process "
              + pid()
              + " belongs to "
              + owner
              + " and a JVM lets nobody else in; run this command as that user, as with 'sudo -u "
              + owner
              + "'");
    }
  }

  private void checkContainer() throws CommandException {
    Optional<Path> theirs = namespace(String.valueOf(pid()));
    Optional<Path> ours = namespace("self");
    if (theirs.isPresent() && ours.isPresent() && !theirs.equals(ours)) {
      throw new CommandException(
          ExitCodes.NO_AGENT,
          "LK-4005",
          "process "
              + pid()
              + " runs in a container, where it has another number and does not see this jar; copy"
              + " the jar into the container and run this command there");
    }
  }

  private static Optional<Path> namespace(String pid) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc", pid, "ns", "pid")));
    } catch (IOException | UnsupportedOperationException untold) {
      return Optional.empty();
    }
  }

  private void checkJvm() throws CommandException {
    if (!AttachApi.lists(pid()) && !hasJvmLoaded()) {
      throw new CommandException(
          ExitCodes.NO_AGENT,
          "LK-4003",
          "process "
              + pid()
              + handle
                  .info()
                  .command()
                  .map(path -> " (" + Path.of(path).getFileName() + ")")
                  .orElse("")
              + " is not a JVM; 'ps' lists the JVMs of this user");
    }
  }

  /** A JVM may hide from the list, with {@code -XX:-UsePerfData} for one. */
  private boolean hasJvmLoaded() {
    try (Stream<String> maps = Files.lines(Path.of("/proc", String.valueOf(pid()), "maps"))) {
      return maps.anyMatch(line -> line.endsWith("/libjvm.so"));
    } catch (IOException | java.io.UncheckedIOException untold) {
      return false;
    }
  }

  /** Returns what the agent in this process tells of itself. */
  Optional<Presence> presence() {
    return PortFile.of(temporaryFolder(), pid()).read(handle);
  }

  private String temporaryFolder() {
    return Arrays.stream(handle.info().arguments().orElse(new String[0]))
        .filter(argument -> argument.startsWith(TEMPORARY))
        .map(argument -> argument.substring(TEMPORARY.length()))
        .findFirst()
        .orElse(System.getProperty("java.io.tmpdir"));
  }

  /**
   * Returns the version that the Java of this process says it is; a question mark if it does not.
   */
  String javaVersion() {
    Optional<Path> release =
        handle
            .info()
            .command()
            .map(Path::of)
            .map(Path::getParent)
            .map(Path::getParent)
            .map(home -> home.resolve("release"));
    if (release.isEmpty()) {
      return "?";
    }
    try (BufferedReader reader = Files.newBufferedReader(release.get())) {
      return reader
          .lines()
          .map(VERSION::matcher)
          .filter(Matcher::find)
          .map(matcher -> matcher.group(1))
          .findFirst()
          .orElse("?");
    } catch (IOException untold) {
      return "?";
    }
  }
}
