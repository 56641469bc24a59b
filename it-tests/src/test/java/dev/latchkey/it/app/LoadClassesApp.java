package dev.latchkey.it.app;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Loads real classes, the first so many of the jars on its class path, and says what the process
 * spent on it: the thread that loads, the whole process meanwhile, and the process from its start
 * to the end of the loading:
 *
 * <pre>loaded 2000 classes, threadCpuMillis=612.4 loadingCpuMillis=812.4 processCpuMillis=1106.0
 * </pre>
 *
 * <p>Run it with and without the agent, several times in turn, to see what weaving costs a start.
 */
public final class LoadClassesApp {
  private static final int CLASSES = 2_000;
  private static final double NANOS_PER_MILLI = 1e6;

  private LoadClassesApp() {}

  /** Loads as many classes as the first argument says, or 2,000. */
  public static void main(String[] arguments) throws IOException {
    int wanted = arguments.length == 0 ? CLASSES : Integer.parseInt(arguments[0]);
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var threads = ManagementFactory.getThreadMXBean();
    List<String> names = names();
    long threadBefore = threads.getCurrentThreadCpuTime();
    long before = system.getProcessCpuTime();
    int loaded = load(names, wanted);
    long after = system.getProcessCpuTime();
    long threadNanos = threads.getCurrentThreadCpuTime() - threadBefore;
    System.out.printf(
        Locale.ROOT,
        "loaded %d classes, threadCpuMillis=%.1f loadingCpuMillis=%.1f processCpuMillis=%.1f%n",
        loaded,
        threadNanos / NANOS_PER_MILLI,
        (after - before) / NANOS_PER_MILLI,
        after / NANOS_PER_MILLI);
  }

  private static int load(List<String> names, int wanted) {
    ClassLoader loader = LoadClassesApp.class.getClassLoader();
    int loaded = 0;
    for (String name : names) {
      if (loaded == wanted) {
        break;
      }
      try {
        Class.forName(name, false, loader);
        loaded++;
      } catch (ClassNotFoundException | LinkageError needsAnotherLibrary) {
        // Optional parts of libraries extend what is not there.
      }
    }
    return loaded;
  }

  private static List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (element.endsWith(".jar")) {
        try (JarFile jar = new JarFile(element)) {
          jar.stream().map(ZipEntry::getName).filter(LoadClassesApp::isClass).forEach(names::add);
        }
      }
    }
    return names.stream()
        .map(entry -> entry.substring(0, entry.length() - ".class".length()).replace('/', '.'))
        .toList();
  }

  private static boolean isClass(String entry) {
    return entry.endsWith(".class")
        && !entry.startsWith("META-INF/")
        && !entry.endsWith("-info.class");
  }
}
