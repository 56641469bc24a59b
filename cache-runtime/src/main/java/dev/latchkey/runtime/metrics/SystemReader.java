package dev.latchkey.runtime.metrics;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the figures of the JVM and its process. Confined to the ticking thread.
 *
 * <p>Nothing is touched before the first reading, and no reading creates the platform MBean server
 * or a log manager: applications choose both in their own main method. Looking up any management
 * bean does load the class {@code LogManager}, without initializing it, and the one of the
 * operating system loads {@code FileSystems}; so the first reading waits for the main method.
 */
final class SystemReader {
  private static final String SITE = "system-figures";

  private final AgentErrors errors;
  private @Nullable Beans beans;
  private boolean unavailable;

  SystemReader(AgentErrors errors) {
    this.errors = errors;
  }

  /**
   * Returns the figures of now, and of the time since the last reading; the first reading has no
   * such time. All {@code NaN} for good once this JVM has shown that it cannot tell.
   */
  SystemSummary read() {
    if (unavailable) {
      return SystemSummary.UNKNOWN;
    }
    try {
      if (beans == null) {
        beans = new Beans();
        return beans.read().withoutDifferences();
      }
      return beans.read();
    } catch (RuntimeException | LinkageError failure) {
      // A JVM may be linked without the management modules.
      unavailable = true;
      errors.count(AgentErrors.Border.BACKGROUND, SITE, failure);
      return SystemSummary.UNKNOWN;
    }
  }

  /** A class of its own, so that only a reading links it to the management modules. */
  private static final class Beans {
    private final OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<GarbageCollectorMXBean> collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream().filter(Beans::pauses).toList();
    private long seenGcMillis;

    SystemSummary read() {
      Runtime runtime = Runtime.getRuntime();
      long gcMillis =
          collectors.stream().mapToLong(each -> Math.max(0, each.getCollectionTime())).sum();
      long gcPauseMillis = gcMillis - seenGcMillis;
      seenGcMillis = gcMillis;
      return new SystemSummary(
          ratio(system.getProcessCpuLoad()),
          ratio(system.getCpuLoad()),
          runtime.totalMemory() - runtime.freeMemory(),
          runtime.maxMemory() == Long.MAX_VALUE ? Double.NaN : runtime.maxMemory(),
          gcPauseMillis,
          threads.getThreadCount());
    }

    /** Concurrent collectors report whole cycles beside their pauses; a cycle stops nobody. */
    private static boolean pauses(GarbageCollectorMXBean collector) {
      return !collector.getName().endsWith("Cycles");
    }

    private static double ratio(double load) {
      return load < 0 ? Double.NaN : load;
    }
  }
}
