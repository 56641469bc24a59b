package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.guard.Rollout.Status;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.SharedPhases;
import dev.latchkey.runtime.rollout.SharedPhases.Shared;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the plans of several processes to one. Confined to whoever has the guard's turn.
 *
 * <p>A plan has the version of its phase, so what holds of the one holds of the other. All of them
 * judge: the first that finds a step safe leads to the next, the first that finds harm leads back.
 * A rollback holds against whatever was decided without knowing of it, while Redis was away or in
 * the same moment, whatever the versions.
 */
final class Accord {
  private static final int MOST_TOLD = 400;

  /** Of no phase: a plan with it ends. */
  private static final long NO_VERSION = 0;

  private final Steering steering;
  private final Autopilot autopilot;
  private final Ledger ledger;
  private final RolloutJson json = new RolloutJson();

  Accord(Steering steering, Autopilot autopilot, Ledger ledger) {
    this.steering = steering;
    this.autopilot = autopilot;
    this.ledger = ledger;
  }

  /** Returns what others are told. */
  SharedPlans said(Collection<Lane> lanes, SharedPhases shared) {
    // First the phases: a plan whose phase is set by hand in between is told with the next.
    List<Shared> phases = shared.states();
    Map<String, Long> rollbacks = new HashMap<>();
    List<RolloutJson.Kept> plans = new ArrayList<>();
    for (Lane lane : lanes) {
      if (lane.rolledBack > 0) {
        rollbacks.put(lane.phase.id(), lane.rolledBack);
      }
      Rollout rollout = lane.rollout;
      boolean holds = phases.get(lane.phase.ordinal()).version() == lane.version;
      if (rollout != null && holds && rollout.status() != Status.ENDED) {
        plans.add(
            new RolloutJson.Kept(lane.phase, rollout, lane.version, Optional.empty(), told(lane)));
      }
    }
    return new SharedPlans(phases, rollbacks, plans.isEmpty() ? "" : json.line(plans));
  }

  private static List<Decision> told(Lane lane) {
    return lane.lastDecision().stream().map(Accord::cut).toList();
  }

  private static Decision cut(Decision last) {
    String sentence = last.sentence();
    return last.told(
        last.at(), last.actor(), sentence.substring(0, Math.min(MOST_TOLD, sentence.length())));
  }

  /**
   * Takes what another process says of a phase if it is newer.
   *
   * @param theirs what it says of this phase
   * @param said what it says of all
   * @param name that process's
   */
  void take(Lane lane, Shared theirs, SharedPlans said, String name, SharedPhases shared) {
    Instant now = steering.ticker().now();
    long known = said.rolledBack(lane.phase);
    PhaseState here = steering.state(lane);
    if (theirs.active() && !here.enabled() && !here.shadow() && known < lane.rolledBack) {
      if (shared.outvote(theirs, now)) {
        lane.version = steering.state(lane).version();
        lane.rolledBack = lane.version;
        ledger.outvoted(lane, name);
      }
      return;
    }
    if (!shared.isNewer(theirs)) {
      return;
    }
    steering.set(lane, () -> shared.take(theirs, name, now));
    lane.rolledBack = Math.max(lane.rolledBack, known);
    adopt(lane, said.of(lane.phase), name);
  }

  private void adopt(Lane lane, Optional<RolloutJson.Kept> theirs, String name) {
    Rollout before = lane.rollout;
    if (theirs.isEmpty()) {
      lane.version = NO_VERSION;
      autopilot.follow(lane);
      return;
    }
    Rollout rollout = theirs.get().rollout();
    PhaseState state = steering.state(lane);
    int percent = state.enabled() ? state.rolloutPercent() : 0;
    lane.rollout = rollout;
    steering.coolDown(lane, rollout);
    boolean sameStep = before != null && before.isAt(rollout);
    if (!sameStep || percent != lane.judgedPercent) {
      steering.judge(lane, percent);
    }
    if (before == null || !sameStep || before.status() != rollout.status()) {
      theirs.get().decisions().forEach(last -> ledger.taken(lane, last, name));
    }
  }
}
