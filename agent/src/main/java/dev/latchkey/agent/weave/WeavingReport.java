package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Target;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects what came of each target over all the classes that were looked at.
 *
 * <p>Thread-safe: {@code woven} is guarded by this object's lock, which is held for memory-only
 * work.
 */
public final class WeavingReport {
  private final Metrics metrics;
  private final Map<String, Set<String>> woven = new HashMap<>();

  /** Publishes to {@code metrics}. */
  public WeavingReport(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Notes a target that no class was seen for yet. */
  public void waiting(Target target) {
    metrics.weaving(
        target.name(),
        new WeavingStatus(
            State.WAITING,
            "no class named " + target.config().className() + " was loaded yet",
            List.of()));
  }

  synchronized void came(Map<Target, List<String>> matched, Map<Target, String> unmatched) {
    matched.forEach(
        (target, methods) -> {
          Set<String> all = woven.computeIfAbsent(target.name(), name -> new LinkedHashSet<>());
          all.addAll(methods);
          metrics.weaving(
              target.name(),
              new WeavingStatus(State.WOVEN, target.limitation(), new ArrayList<>(all)));
        });
    unmatched.forEach(
        (target, reason) -> {
          if (!woven.containsKey(target.name())) {
            metrics.weaving(target.name(), new WeavingStatus(State.UNMATCHED, reason, List.of()));
          }
        });
  }

  synchronized void failed(Collection<Target> targets, String className, Throwable failure) {
    for (Target target : targets) {
      if (!woven.containsKey(target.name())) {
        String reason = "weaving " + className + " failed: " + failure.getClass().getName();
        metrics.weaving(target.name(), new WeavingStatus(State.REFUSED, reason, List.of()));
      }
    }
  }
}
