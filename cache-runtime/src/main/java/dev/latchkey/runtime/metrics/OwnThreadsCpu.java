package dev.latchkey.runtime.metrics;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Adds up the CPU time of the agent's own threads, by their names. Confined to the ticking thread.
 * What a thread did between the last reading and its end is missed.
 */
final class OwnThreadsCpu {
  private static final String OWN = "latchkey-";
  private static final int ROOM = 16;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final ThreadGroup all = root();
  private Map<Long, Long> seen = new HashMap<>();
  private long totalNanos;

  /** Returns the CPU time of all of them so far, in seconds; {@code NaN} where it is not told. */
  double seconds() {
    if (!threads.isThreadCpuTimeSupported() || !threads.isThreadCpuTimeEnabled()) {
      return Double.NaN;
    }
    var now = new HashMap<Long, Long>();
    var running = new Thread[all.activeCount() + ROOM];
    int count = all.enumerate(running, true);
    for (int i = 0; i < count; i++) {
      if (running[i].getName().startsWith(OWN)) {
        long id = running[i].getId();
        long nanos = Math.max(0, threads.getThreadCpuTime(id));
        long before = seen.getOrDefault(id, 0L);
        totalNanos += Math.max(0, nanos - before);
        now.put(id, Math.max(nanos, before));
      }
    }
    seen = now;
    return totalNanos / (double) TimeUnit.SECONDS.toNanos(1);
  }

  private static ThreadGroup root() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }
}
