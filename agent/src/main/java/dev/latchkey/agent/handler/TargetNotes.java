package dev.latchkey.agent.handler;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.WeavingStatus.State;

/**
 * Says beside a woven target why its calls are not, or not all, answered from the cache.
 * Thread-safe; not for the hot path.
 */
final class TargetNotes {
  private final Metrics metrics;
  private final String target;
  private volatile String told = "";

  TargetNotes(Metrics metrics, String target) {
    this.metrics = metrics;
    this.target = target;
  }

  /** Tells a reason, unless it was the last one told; returns whether it was told. */
  @CanIgnoreReturnValue
  boolean tell(State state, String reason) {
    if (told.equals(reason)) {
      return false;
    }
    told = reason;
    metrics.note(target, state, reason);
    return true;
  }
}
