package dev.latchkey.agent.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;

/**
 * The JDK's way into another JVM, with its refusals in words that say what to do.
 *
 * <p>{@link AttachModule#check} comes first: a Java without module {@code jdk.attach} has not even
 * the classes.
 */
final class AttachApi implements AutoCloseable {
  private static final int FIRST_TO_WARN = 21;
  private static final String FLAG = "EnableDynamicAgentLoading";

  private final VirtualMachine machine;

  private AttachApi(VirtualMachine machine) {
    this.machine = machine;
  }

  /**
   * A JVM of this user that can be attached to. Commands see this type alone: picocli looks through
   * them on a Java that has none of the JDK's.
   */
  record Found(long pid, String command) {}

  /** Returns the JVMs of this user that can be attached to, in the order of their numbers. */
  static List<Found> all() {
    return VirtualMachine.list().stream()
        .map(each -> new Found(Long.parseLong(each.id()), each.displayName()))
        .sorted(Comparator.comparingLong(Found::pid))
        .toList();
  }

  /** Returns whether a process is among them. */
  static boolean lists(long pid) {
    return all().stream().anyMatch(each -> each.pid() == pid);
  }

  /**
   * Opens the way into a JVM.
   *
   * @throws CommandException when the JVM refuses
   */
  static AttachApi open(JvmProcess process) throws CommandException {
    try {
      return new AttachApi(VirtualMachine.attach(String.valueOf(process.pid())));
    } catch (AttachNotSupportedException refused) {
      throw new CommandException(
          ExitCodes.NO_AGENT,
          "LK-4006",
          "JVM "
              + process.pid()
              + " lets nobody attach, as with -XX:+DisableAttachMechanism ("
              + refused.getMessage()
              + "); start it with -javaagent:latchkey.jar instead");
    } catch (IOException failed) {
      throw new CommandException(
          ExitCodes.NO_AGENT,
          "LK-4009",
          "JVM "
              + process.pid()
              + " could not be reached: "
              + failed.getMessage()
              + "; run this command as its user, on the same machine");
    }
  }

  /**
   * What a JVM says of itself. Immutable.
   *
   * @param command its main class or jar, and its arguments
   * @param classPath those jars and folders of it that are there
   */
  record Running(String command, List<File> classPath, String options) {
    /** Copies the list. */
    Running {
      classPath = List.copyOf(classPath);
    }

    /**
     * Checks that agents are not shut out while it runs.
     *
     * @throws CommandException when they are
     */
    void checkTakesAgents(long pid) throws CommandException {
      if (options.contains("-XX:-" + FLAG)) {
        throw takesNone(String.valueOf(pid));
      }
    }
  }

  /** Asks the JVM what it runs. */
  Running running() throws IOException {
    Properties system = machine.getSystemProperties();
    Properties agent = machine.getAgentProperties();
    File folder = new File(system.getProperty("user.dir", ""));
    String path =
        system.getProperty("java.class.path", "")
            + File.pathSeparator
            + system.getProperty("jdk.module.path", "");
    return new Running(
        agent.getProperty("sun.java.command", ""),
        Arrays.stream(path.split(File.pathSeparator, -1))
            .filter(element -> !element.isEmpty())
            .map(File::new)
            .map(file -> file.isAbsolute() ? file : new File(folder, file.getPath()))
            .filter(File::exists)
            .toList(),
        agent.getProperty("sun.jvm.args", ""));
  }

  private static CommandException takesNone(String pid) {
    return new CommandException(
        ExitCodes.NO_AGENT,
        "LK-4007",
        "JVM "
            + pid
            + " was started with -XX:-"
            + FLAG
            + " and takes no agents while it runs; start it with -XX:+"
            + FLAG
            + ", or with -javaagent:latchkey.jar");
  }

  /** Returns whether the JVM writes a warning of its own when an agent is loaded. */
  boolean warnsOfAgents() throws IOException {
    Properties system = machine.getSystemProperties();
    String options = machine.getAgentProperties().getProperty("sun.jvm.args", "");
    return Integer.parseInt(
                system.getProperty("java.specification.version", "0").split("\\.", 2)[0])
            >= FIRST_TO_WARN
        && !options.contains(FLAG);
  }

  /**
   * Loads the agent and waits until it has done what the options say.
   *
   * @throws CommandException when the JVM takes no agents
   */
  void load(String jar, String options) throws CommandException {
    try {
      machine.loadAgent(jar, options);
    } catch (AgentLoadException | AgentInitializationException | IOException refused) {
      String message = String.valueOf(refused.getMessage());
      throw message.contains(FLAG) || message.contains("Dynamic agent loading")
          ? takesNone(machine.id())
          : new CommandException(
              ExitCodes.NO_AGENT,
              "LK-4009",
              "the agent could not be loaded into JVM "
                  + machine.id()
                  + ": "
                  + message
                  + "; check that it may read "
                  + jar);
    }
  }

  @Override
  public void close() throws IOException {
    machine.detach();
  }
}
