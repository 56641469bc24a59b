package dev.latchkey.agent.start;

import dev.latchkey.runtime.AgentInfo;
import java.time.Instant;

/** Tells which JVM this is. Stateless. */
public final class JvmInfo {
  private JvmInfo() {}

  static AgentInfo read(Instant startedAt) {
    return new AgentInfo(
        Version.text(),
        ProcessHandle.current().pid(),
        application(System.getProperty("sun.java.command", "")),
        System.getProperty("java.vm.name", "JVM") + " " + System.getProperty("java.version", ""),
        startedAt);
  }

  /**
   * Returns the main class or jar in a command line: leaves the arguments out, which may hold
   * secrets, and the folders.
   */
  public static String application(String command) {
    int space = command.indexOf(' ');
    String main = space < 0 ? command : command.substring(0, space);
    String name = main.substring(Math.max(main.lastIndexOf('/'), main.lastIndexOf('\\')) + 1);
    return name.isEmpty() ? "unknown" : name;
  }
}
