package dev.latchkey.runtime.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Addresses for which nothing is kept, and why, for people; the last 32. Thread-safe. */
final class Refusals {
  private static final int MOST = 32;

  @GuardedBy("this")
  private final Map<String, String> reasons = new LinkedHashMap<>();

  /**
   * Notes a reason; returns whether it is new.
   *
   * @param url the address, masked
   */
  synchronized boolean note(String url, String reason) {
    if (reason.equals(reasons.get(url))) {
      return false;
    }
    if (reasons.size() == MOST && !reasons.containsKey(url)) {
      reasons.remove(reasons.keySet().iterator().next());
    }
    reasons.put(url, reason);
    return true;
  }

  synchronized void clear() {
    reasons.clear();
  }

  synchronized List<PoolSnapshot> snapshots() {
    return reasons.entrySet().stream()
        .map(entry -> snapshot(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static PoolSnapshot snapshot(String url, String reason) {
    return new PoolSnapshot(
        "",
        url,
        "",
        PoolState.REFUSED.id(),
        reason,
        0,
        0,
        0,
        0,
        0,
        Map.of(),
        0,
        0,
        Map.of(),
        0,
        0,
        0,
        0,
        0,
        0,
        -1,
        PoolSnapshot.Queue.NONE,
        PoolSnapshot.Acquiring.NONE,
        List.of());
  }
}
