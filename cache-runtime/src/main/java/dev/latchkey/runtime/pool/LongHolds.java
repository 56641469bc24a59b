package dev.latchkey.runtime.pool;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds what holds a pool's connections for long. Nothing is noted for that when one is handed out
 * but the number of the thread: a stack is read when somebody looks, of one thread for each pool.
 * Stateless.
 */
final class LongHolds {
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int DEEPEST = 64;
  private static final int SHOWN = 24;
  private static final List<String> OURS = List.of("dev.latchkey.agent.", "dev.latchkey.runtime.");

  private LongHolds() {}

  /** Returns the longest hold of each pool that has one of a second or more, by the pool's id. */
  static Map<String, LongHold> of(LeaseList leases, long now) {
    Map<String, PooledLease> longest = new HashMap<>();
    leases.each(
        lease -> {
          if (lease instanceof PooledLease pooled && now - pooled.begunNanos() >= LONG_NANOS) {
            longest.merge(pooled.pool().id(), pooled, LongHolds::earlier);
          }
        });
    Map<String, LongHold> holds = new HashMap<>();
    longest.forEach(
        (id, lease) ->
            holds.put(id, new LongHold(now - lease.begunNanos(), stack(lease.threadId()))));
    return holds;
  }

  private static PooledLease earlier(PooledLease one, PooledLease other) {
    return one.begunNanos() <= other.begunNanos() ? one : other;
  }

  /** A JVM may be linked without the management modules. */
  private static List<String> stack(long threadId) {
    try {
      return Threads.stack(threadId);
    } catch (RuntimeException | LinkageError unavailable) {
      return List.of();
    }
  }

  /** A class of its own, so that only a look links it to the management modules. */
  private static final class Threads {
    private static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();

    private Threads() {}

    private static List<String> stack(long threadId) {
      @Nullable ThreadInfo thread = BEAN.getThreadInfo(threadId, DEEPEST);
      return thread == null
          ? List.of()
          : Arrays.stream(thread.getStackTrace())
              .filter(frame -> OURS.stream().noneMatch(frame.getClassName()::startsWith))
              .limit(SHOWN)
              .map(Threads::told)
              .toList();
    }

    private static String told(StackTraceElement frame) {
      String place = frame.getClassName() + "." + frame.getMethodName();
      return frame.getLineNumber() > 0 ? place + ":" + frame.getLineNumber() : place;
    }
  }
}
