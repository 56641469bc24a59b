package dev.latchkey.runtime.guard;

import java.io.File;
import java.util.Locale;
import java.util.Properties;

/**
 * Where an application's plans are kept. Applications of one user share a folder, and none may take
 * up the plan of another: the file is named after what was started, where, and with which port for
 * the dashboard. Instances that agree in all three share their plans. Stateless.
 */
public final class RolloutPlace {
  private static final int MOST_NAME = 40;

  private RolloutPlace() {}

  /**
   * Returns the file of this application for its plans, which need not be there.
   *
   * @param port the configured one, which need not be the one in use
   */
  public static File in(File folder, Properties system, int port) {
    return in(folder, "rollouts-%s-%08x.json", system, port);
  }

  /** Returns the file of this application for its audit, which need not be there. */
  public static File ofAudit(File folder, Properties system, int port) {
    return in(folder, "audit-%s-%08x.jsonl", system, port);
  }

  /** Returns the path of this application's history, without number and ending. */
  public static File ofHistory(File folder, Properties system, int port) {
    return in(folder, "history-%s-%08x", system, port);
  }

  /** Returns what the application is called: its main class or its jar, without its folder. */
  public static String name(Properties system) {
    return new File(command(system)).getName().replaceAll("[^A-Za-z0-9.-]", "_");
  }

  private static String command(Properties system) {
    return system.getProperty("sun.java.command", "").split(" ", 2)[0];
  }

  private static File in(File folder, String form, Properties system, int port) {
    String name = name(system);
    String identity = command(system) + '\n' + system.getProperty("user.dir", "") + '\n' + port;
    return new File(
        folder,
        String.format(
            Locale.ROOT,
            form,
            name.substring(Math.max(0, name.length() - MOST_NAME)),
            identity.hashCode()));
  }
}
