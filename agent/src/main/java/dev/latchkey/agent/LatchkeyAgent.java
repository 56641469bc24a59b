package dev.latchkey.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM calls. Hands over to {@code AgentStart} inside the agent's own class loader; nothing
 * refers to this class afterwards.
 */
public final class LatchkeyAgent {
  private static final String GRANT =
      "; a security manager is in force: grant java.security.AllPermission to the agent's jar in"
          + " the policy file";

  private LatchkeyAgent() {}

  /**
   * Starts the agent before the application's {@code main}. Never throws: an exception here would
   * end the JVM.
   */
  public static void premain(@Nullable String options, Instrumentation instrumentation) {
    start(options, instrumentation, false);
  }

  /** Starts the agent in a running JVM. Never throws. */
  public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
    start(options, instrumentation, true);
  }

  /**
   * Runs the command line, in a JVM without an application. It sees the class path's loader, which
   * the JDK's Attach API belongs to.
   */
  public static void main(String[] arguments) throws Exception {
    Class.forName(
            "dev.latchkey.agent.cli.LatchkeyCommand",
            true,
            new AgentClassLoader(jar(), ClassLoader.getSystemClassLoader()))
        .getMethod("main", String[].class)
        .invoke(null, (Object) arguments);
  }

  private static void start(
      @Nullable String options, Instrumentation instrumentation, boolean running) {
    try {
      if (isJdkTool()) {
        return;
      }
      start(
          new AgentClassLoader(jar(), ClassLoader.getPlatformClassLoader()),
          options == null ? "" : options,
          instrumentation,
          running);
    } catch (Throwable failure) {
      Throwable cause =
          failure instanceof InvocationTargetException wrapped
              ? wrapped.getTargetException()
              : failure;
      System.err.println(
          "[latchkey] ERROR LK-2001 the agent did not start and the application runs without it: "
              + cause
              + (cause instanceof SecurityException ? GRANT : ""));
    }
  }

  /**
   * An agent that stays closes its loader itself when it is detached. Called through an interface
   * of the JDK: for a method called by reflection the JDK makes classes first, which takes as long
   * as loading a hundred.
   */
  @SuppressWarnings("unchecked")
  private static void start(
      AgentClassLoader loader, String options, Instrumentation instrumentation, boolean running)
      throws Exception {
    boolean stays = false;
    try {
      Class<?> start = Class.forName("dev.latchkey.agent.start.StartCall", true, loader);
      stays =
          ((Predicate<Object[]>) start.getDeclaredConstructor().newInstance())
              .test(new Object[] {options, instrumentation, running});
    } finally {
      if (!stays) {
        loader.close();
      }
    }
  }

  /**
   * Returns whether this JVM runs a tool of the JDK, such as {@code keytool}. They inherit {@code
   * JAVA_TOOL_OPTIONS}, and there is nothing in them to watch.
   */
  private static boolean isJdkTool() {
    String module = System.getProperty("jdk.module.main", "").toLowerCase(Locale.ROOT);
    String command = System.getProperty("sun.java.command", "");
    return module.startsWith("jdk.")
        || module.startsWith("java.")
        || command.startsWith("com.sun.tools.")
        || command.startsWith("sun.tools.")
        || command.startsWith("sun.security.tools.");
  }

  private static File jar() throws Exception {
    return new File(
        LatchkeyAgent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
