package dev.latchkey.runtime.metrics;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * How many calls of a layer's targets no cache looked at. A call is counted by its own target
 * alone, in passing; here the counts are added up when somebody asks, and those of targets that are
 * gone stay in the sum, so that it never falls. Guarded by its owner.
 */
final class UncachedCalls {
  private final Set<MeteredTarget> known = new HashSet<>();
  private long gone;

  /** Returns the sum over these targets and all that were ever handed in before. */
  long sum(Collection<MeteredTarget> targets) {
    known.removeIf(
        target -> {
          boolean left = !targets.contains(target);
          if (left) {
            gone += target.settleUncached();
          }
          return left;
        });
    known.addAll(targets);
    long sum = gone;
    for (MeteredTarget target : targets) {
      sum += target.unsettledUncached();
    }
    return sum;
  }
}
