package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Does little, and answers questions about its own JVM. Chooses its log manager in {@code main}, as
 * application servers do.
 */
public final class QuietApp {
  private QuietApp() {}

  /** The log manager that this application wants. */
  public static final class OwnLogManager extends java.util.logging.LogManager {}

  /** Prints its arguments, then answers a line each until its input ends; exits with 3. */
  public static void main(String[] arguments) throws Exception {
    // By name: naming the class itself would load it, and the JDK's log manager with it.
    System.setProperty("java.util.logging.manager", "dev.latchkey.it.app.QuietApp$OwnLogManager");
    System.out.println("started " + String.join(" ", arguments));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(line));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("bye")));
    if (arguments.length == 0) {
      System.exit(3);
    }
  }

  private static String answer(String question) {
    String[] words = question.split(" ", 2);
    return switch (words[0]) {
      case "log-manager" -> java.util.logging.LogManager.getLogManager().getClass().getSimpleName();
      case "sees-class" -> String.valueOf(sees(words[1]));
      case "sees-resource" ->
          String.valueOf(QuietApp.class.getClassLoader().getResource(words[1]) != null);
      case "user-threads" -> String.valueOf(userThreads());
      default -> "unknown question";
    };
  }

  private static boolean sees(String className) {
    try {
      Class.forName(className, false, QuietApp.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException hidden) {
      return false;
    }
  }

  private static Set<String> userThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .map(Thread::getName)
        .filter(name -> !name.equals("DestroyJavaVM"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
