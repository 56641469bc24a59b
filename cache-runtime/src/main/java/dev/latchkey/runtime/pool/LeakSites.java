package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.jdbc.CallSites;
import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where an application asked for the connections that it lost. The stack is walked, which takes ten
 * microseconds and more, from the first loss of a pool on, until that has located enough of them.
 * Thread-safe and free of locks.
 */
final class LeakSites {
  private static final int ENOUGH = 20;
  private static final int MOST_SITES = 10;

  private final Map<String, LongAdder> sites = new ConcurrentHashMap<>();
  private final AtomicInteger located = new AtomicInteger();
  private volatile boolean wanted;

  /** Returns who asks, such as {@code com.acme.Users.find:42}; empty while nobody wants to know. */
  String find(Connection connection) {
    return wanted ? CallSites.find(connection.getClass()) : "";
  }

  /**
   * Notes a loss.
   *
   * @param site what {@link #find} returned when the connection was asked for
   */
  void lost(String site) {
    if (site.isEmpty()) {
      wanted = located.get() < ENOUGH;
      return;
    }
    if (sites.containsKey(site) || sites.size() < MOST_SITES) {
      sites.computeIfAbsent(site, unused -> new LongAdder()).increment();
    }
    wanted = located.incrementAndGet() < ENOUGH;
  }

  /** Returns how many were lost where. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    sites.forEach((site, count) -> counts.put(site, count.sum()));
    return counts;
  }
}
