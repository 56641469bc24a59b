package dev.latchkey.runtime.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
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

  /**
   * Returns the CPU time of the agent's own threads as of the last reading, in seconds; {@code NaN}
   * when it is not known.
   */
  double ownCpuSeconds() {
    Beans known = beans;
    return known == null || unavailable ? Double.NaN : known.ownCpuSeconds;
  }

  /** A class of its own, so that only a reading links it to the management modules. */
  private static final class Beans {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

    private final OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<GarbageCollectorMXBean> collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream().filter(Beans::pauses).toList();
    private final List<MemoryPoolMXBean> heapPools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    private final OwnThreadsCpu own = new OwnThreadsCpu();
    private final AllocatedBytes allocated = new AllocatedBytes();
    private long seenGcMillis;
    private HostNetwork seenNetwork = HostNetwork.UNKNOWN;
    private long seenNanos = System.nanoTime();
    private double ownCpuSeconds = Double.NaN;

    SystemSummary read() {
      Runtime runtime = Runtime.getRuntime();
      long gcMillis =
          collectors.stream().mapToLong(each -> Math.max(0, each.getCollectionTime())).sum();
      long gcPauseMillis = gcMillis - seenGcMillis;
      seenGcMillis = gcMillis;
      long now = System.nanoTime();
      double seconds = Math.max(1, now - seenNanos) / NANOS_PER_SECOND;
      seenNanos = now;
      HostNetwork before = seenNetwork;
      HostNetwork network = HostNetwork.read();
      seenNetwork = network;
      ownCpuSeconds = own.seconds();
      return new SystemSummary(
          ratio(system.getProcessCpuLoad()),
          ratio(system.getCpuLoad()),
          runtime.totalMemory() - runtime.freeMemory(),
          runtime.maxMemory() == Long.MAX_VALUE ? Double.NaN : runtime.maxMemory(),
          heapAfterGc(),
          gcPauseMillis,
          threads.getThreadCount(),
          files(UnixOperatingSystemMXBean::getOpenFileDescriptorCount),
          files(UnixOperatingSystemMXBean::getMaxFileDescriptorCount),
          (network.receivedBytes() - before.receivedBytes()) / seconds,
          (network.sentBytes() - before.sentBytes()) / seconds,
          new SystemSummary.Totals(
              cpuSeconds(),
              allocated.bytes(),
              collectors.stream().mapToLong(each -> Math.max(0, each.getCollectionCount())).sum(),
              gcMillis / MILLIS_PER_SECOND,
              network.receivedBytes(),
              network.sentBytes()));
    }

    private double cpuSeconds() {
      long nanos = system.getProcessCpuTime();
      return nanos < 0 ? Double.NaN : nanos / NANOS_PER_SECOND;
    }

    /** Returns what was in use after the last collection; {@code NaN} when no pool tells. */
    private double heapAfterGc() {
      double sum = Double.NaN;
      for (MemoryPoolMXBean pool : heapPools) {
        MemoryUsage usage = pool.getCollectionUsage();
        if (usage != null) {
          sum = (Double.isNaN(sum) ? 0 : sum) + usage.getUsed();
        }
      }
      return sum;
    }

    private double files(ToLongFunction<UnixOperatingSystemMXBean> figure) {
      return system instanceof UnixOperatingSystemMXBean unix
          ? figure.applyAsLong(unix)
          : Double.NaN;
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
