package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.rollout.PhaseState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A phase as it is judged now. Immutable.
 *
 * @param rollout empty when there was no plan
 * @param stepFor how long the present share holds
 * @param sentence the verdict for people
 * @param decisions the latest, oldest first
 */
public record RolloutView(
    PhaseState state,
    Optional<Rollout> rollout,
    Assessment assessment,
    Duration stepFor,
    String sentence,
    List<Decision> decisions) {
  /** Copies the list. */
  public RolloutView {
    decisions = List.copyOf(decisions);
  }

  /** Returns this view with a switch that was set since. */
  RolloutView at(PhaseState now) {
    return new RolloutView(now, rollout, assessment, stepFor, sentence, decisions);
  }
}
