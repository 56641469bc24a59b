package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.rollout.Phase;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts what was rolled back in this process, by phase and by whom. Thread-safe. */
public final class Rollbacks {
  private final AtomicLongArray byGuard = new AtomicLongArray(Phase.values().length);
  private final AtomicLongArray byHand = new AtomicLongArray(Phase.values().length);

  void add(Phase phase, boolean guard) {
    (guard ? byGuard : byHand).incrementAndGet(phase.ordinal());
  }

  /** Returns how often the guard took a phase back since the agent's start. */
  public long byGuard(Phase phase) {
    return byGuard.get(phase.ordinal());
  }

  /** Returns how often somebody took a phase back since the agent's start. */
  public long byHand(Phase phase) {
    return byHand.get(phase.ordinal());
  }
}
