package dev.latchkey.runtime.metrics;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * How much the threads of this JVM have allocated. Java 21 knows it of all threads, and virtual
 * ones; before, those that run are added up, unless they are so many that asking takes long.
 * Confined to the ticking thread.
 */
final class AllocatedBytes {
  private static final int MOST_THREADS = 1_000;

  private final java.lang.management.ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final @Nullable Method total = total();

  private static @Nullable Method total() {
    try {
      return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
    } catch (NoSuchMethodException older) {
      return null;
    }
  }

  /** Returns the bytes; {@code NaN} where this JVM does not tell. */
  double bytes() {
    if (!(threads instanceof ThreadMXBean counting)
        || !counting.isThreadAllocatedMemorySupported()
        || !counting.isThreadAllocatedMemoryEnabled()) {
      return Double.NaN;
    }
    return total == null ? ofThreads(counting) : ofAll(total, counting);
  }

  private static double ofAll(Method total, ThreadMXBean counting) {
    try {
      long bytes = (Long) total.invoke(counting);
      return bytes < 0 ? Double.NaN : bytes;
    } catch (IllegalAccessException | InvocationTargetException untold) {
      return Double.NaN;
    }
  }

  private static double ofThreads(ThreadMXBean counting) {
    if (counting.getThreadCount() > MOST_THREADS) {
      return Double.NaN;
    }
    double sum = 0;
    for (long each : counting.getThreadAllocatedBytes(counting.getAllThreadIds())) {
      sum += Math.max(0, each);
    }
    return sum;
  }
}
