package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.SharedPhases.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Phases and their plans as processes tell each other. Immutable.
 *
 * @param rollbacks the version of each phase with which it was last rolled back, as far as is known
 * @param plans how those with a plan stand, as {@link RolloutJson} writes it; empty for none
 */
public record SharedPlans(List<Shared> phases, Map<String, Long> rollbacks, String plans) {
  private static final RolloutJson JSON = new RolloutJson();

  /** Copies the collections. */
  public SharedPlans {
    phases = List.copyOf(phases);
    rollbacks = Map.copyOf(rollbacks);
  }

  /** Returns how the plan of a phase stands; nothing for none, and for what cannot be read. */
  Optional<RolloutJson.Kept> of(Phase phase) {
    if (plans.isEmpty()) {
      return Optional.empty();
    }
    try {
      return JSON.read(plans.getBytes(StandardCharsets.UTF_8)).stream()
          .filter(kept -> kept.phase() == phase)
          .findFirst();
    } catch (IOException ofAnotherVersion) {
      return Optional.empty();
    }
  }

  /** Returns the version of the last rollback of a phase that they know of; 0 for none. */
  long rolledBack(Phase phase) {
    return rollbacks.getOrDefault(phase.id(), 0L);
  }
}
