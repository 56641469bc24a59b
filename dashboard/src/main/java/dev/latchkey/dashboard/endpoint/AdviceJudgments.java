package dev.latchkey.dashboard.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people think of findings, since the start; the oldest of 1,000 makes room. Thread-safe. */
final class AdviceJudgments {
  private static final int MOST = 1_000;

  @GuardedBy("this")
  private final Map<String, Boolean> useful = new LinkedHashMap<>();

  /** Returns whether a finding is thought useful, or null when nobody has said. */
  synchronized @Nullable Boolean of(String id) {
    return useful.get(id);
  }

  synchronized void judge(String id, boolean isUseful) {
    useful.remove(id);
    useful.put(id, isUseful);
    if (useful.size() > MOST) {
      useful.remove(useful.keySet().iterator().next());
    }
  }
}
