package dev.latchkey.it.app;

import java.io.PrintWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import javax.management.ObjectName;

/** What an application shares with everything else in its JVM. */
final class Surroundings {
  private static final int TIMEOUT_SECONDS = 7;

  private Surroundings() {}

  /**
   * Returns what of that is no more as it was after these calls: in {@code DriverManager}, among
   * managed beans and system properties, and of the caller's thread.
   */
  static List<String> changedBy(Callable<?> calls) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    PrintWriter writer = new PrintWriter(Writer.nullWriter());
    List<?> drivers = DriverManager.drivers().toList();
    TreeSet<String> beans = beans();
    Set<Object> properties = Set.copyOf(System.getProperties().keySet());
    DriverManager.setLoginTimeout(TIMEOUT_SECONDS);
    DriverManager.setLogWriter(writer);
    try {
      calls.call();
      List<String> changed = new ArrayList<>();
      note(changed, "login timeout", DriverManager.getLoginTimeout() == TIMEOUT_SECONDS);
      note(changed, "log writer", DriverManager.getLogWriter() == writer);
      note(changed, "drivers", DriverManager.drivers().toList().equals(drivers));
      note(changed, "managed beans", beans().equals(beans));
      note(changed, "context class loader", thread.getContextClassLoader() == before);
      note(changed, "system properties", System.getProperties().keySet().equals(properties));
      return changed;
    } finally {
      DriverManager.setLoginTimeout(0);
      DriverManager.setLogWriter(null);
    }
  }

  private static void note(List<String> changed, String what, boolean same) {
    if (!same) {
      changed.add(what);
    }
  }

  /** Returns the names that threads and managed beans have. */
  static List<String> names() throws Exception {
    List<String> names = new ArrayList<>(beans());
    Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
    return names;
  }

  private static TreeSet<String> beans() throws Exception {
    TreeSet<String> names = new TreeSet<>();
    for (ObjectName name : ManagementFactory.getPlatformMBeanServer().queryNames(null, null)) {
      names.add(name.getCanonicalName());
    }
    return names;
  }
}
