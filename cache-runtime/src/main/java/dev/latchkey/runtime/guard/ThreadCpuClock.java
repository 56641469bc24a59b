package dev.latchkey.runtime.guard;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/**
 * The CPU time of the calling thread, 0 from when a thread has none of its own: a virtual thread.
 * Thread-safe. Loads the JVM's management classes.
 */
final class ThreadCpuClock implements LongSupplier {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private volatile boolean readable =
      threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();

  @Override
  public long getAsLong() {
    if (readable) {
      try {
        return Math.max(0, threads.getCurrentThreadCpuTime());
      } catch (UnsupportedOperationException ofVirtualThread) {
        readable = false;
      }
    }
    return 0;
  }
}
