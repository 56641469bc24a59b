package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.config.GuardConfig;
import dev.latchkey.runtime.gate.Criterion;
import dev.latchkey.runtime.guard.Rollout.Status;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.StaleVersionException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What the guard does about plans by itself. Confined to whoever has the guard's turn. */
final class Autopilot {
  private static final Duration LONGEST_COOL_DOWN = Duration.ofDays(1);
  private static final int MOST_DOUBLINGS = 10;

  private final Steering steering;
  private final Ledger ledger;

  Autopilot(Steering steering, Ledger ledger) {
    this.steering = steering;
    this.ledger = ledger;
  }

  /** Ends a plan whose phase somebody else has set, and returns whether the share is another. */
  boolean follow(Lane lane) {
    PhaseState state = steering.state(lane);
    Rollout rollout = lane.rollout;
    if (rollout != null && rollout.status().isActive() && state.version() != lane.version) {
      lane.rollout = rollout.status(Status.ENDED);
      ledger.note(
          lane,
          rollout,
          "ended",
          state.changedBy(),
          steering.ground(lane),
          "The phase was set by hand, which ends its plan.");
    }
    int percent = state.enabled() ? state.rolloutPercent() : 0;
    if (percent == lane.judgedPercent) {
      return false;
    }
    steering.judge(lane, percent);
    return true;
  }

  /** Does what the verdict asks for, if there is a plan to do it with. */
  void decide(Lane lane) {
    if (lane.judgedPercent == 0) {
      return;
    }
    Assessment now = lane.look();
    try {
      decide(lane, now);
    } catch (StaleVersionException changedMeanwhile) {
      // Somebody was faster: the next look finds the plan ended.
    }
    ledger.warn(lane, now);
  }

  private void decide(Lane lane, Assessment now) {
    Rollout rollout = lane.rollout;
    if (rollout == null || !rollout.status().isActive()) {
      return;
    }
    OptionalLong own = OptionalLong.of(lane.version);
    Ledger.Ground ground = steering.ground(lane, now);
    String why = Sentences.of(lane, now);
    lane.waitsFor = "";
    if (now.verdict() == Verdict.HARMFUL) {
      Duration rest = coolDown(rollout.rollbacks());
      steering.leave(lane, rollout.plan().share(0), Ledger.GUARD, own);
      coolDown(lane, rollout, rest);
      ledger.note(lane, rollout, "rolled-back", Ledger.GUARD, ground, why);
    } else if (rollout.status() == Status.RUNNING && mayGoOn(lane, now)) {
      if (rollout.plan().isLast(rollout.step())) {
        steering.renew(lane, Ledger.GUARD, own);
        lane.rollout = rollout.complete();
        ledger.note(lane, rollout, "completed", Ledger.GUARD, ground, why);
      } else {
        steering.enter(
            lane, rollout.at(rollout.step() + 1, steering.ticker().now()), Ledger.GUARD, own);
        ledger.note(lane, rollout, "advanced", Ledger.GUARD, ground, why);
      }
    }
  }

  private boolean mayGoOn(Lane lane, Assessment now) {
    GuardConfig limits = steering.config();
    boolean longEnough =
        steering.ticker().nanos() - lane.stepBeganNanos >= limits.minStep().toNanos();
    long fewest = Math.min(now.treatedSamples(), now.controlSamples());
    boolean safe =
        now.verdict() == Verdict.NO_CONTROL
            || (now.verdict() == Verdict.SAFE && fewest >= limits.minSamples());
    if (!longEnough || !safe) {
      return false;
    }
    Optional<Criterion> unmet = steering.unmet(lane);
    unmet.ifPresent(criterion -> lane.waitsFor = Sentences.waiting(criterion));
    return unmet.isEmpty();
  }

  /**
   * Ends a phase one of whose kept answers the application refused. Unlike after other harm there
   * is nothing to be weighed, so it ends with a plan or without, on trial or in shadow.
   */
  void distrust(Lane lane, String target) {
    PhaseState state = steering.state(lane);
    if (!state.enabled() && !state.shadow()) {
      return;
    }
    String why =
        "Target "
            + target
            + " answered from what was kept, or would have, and the application refused. One such"
            + " answer is enough: the phase is off until somebody switches it on.";
    Ledger.Ground ground = steering.ground(lane);
    Rollout rollout = lane.rollout;
    if (rollout != null && rollout.status().isActive()) {
      steering.leave(lane, rollout.plan().share(0), Ledger.GUARD, OptionalLong.empty());
      coolDown(lane, rollout, coolDown(rollout.rollbacks()));
      ledger.note(lane, rollout, "rolled-back", Ledger.GUARD, ground, why);
    } else {
      steering.leave(lane, state.rolloutPercent(), Ledger.GUARD, OptionalLong.empty());
      ledger.distrusted(lane, why);
    }
  }

  private void coolDown(Lane lane, Rollout rollout, Duration rest) {
    lane.rollout = rollout.rolledBackUntil(steering.ticker().now().plus(rest));
    lane.coolDownEndNanos = steering.ticker().nanos() + rest.toNanos();
  }

  /**
   * Puts a plan that was kept over a restart in force again.
   *
   * @param version that its phase had then
   */
  void restore(Lane lane, Rollout kept, long version) {
    Rollout rollout = kept.status() == Status.RUNNING ? saferStep(kept) : kept;
    if (rollout.status().isActive()) {
      steering.restore(lane, true, rollout, rollout.share(), version);
      ledger.note(
          lane,
          rollout,
          "restored",
          Ledger.GUARD,
          Ledger.Ground.NONE,
          "The plan goes on after a restart.");
    } else if (rollout.status() == Status.ROLLED_BACK) {
      steering.restore(lane, false, rollout, rollout.plan().share(0), version);
      steering.coolDown(lane, rollout);
    } else {
      lane.rollout = rollout;
    }
  }

  /** A process that ended soon after a step may have ended because of it. */
  private Rollout saferStep(Rollout kept) {
    Duration age = Duration.between(kept.stepBegan(), steering.ticker().now()).abs();
    boolean soon = age.compareTo(steering.config().minStep()) < 0;
    return kept.at(soon ? Math.max(0, kept.step() - 1) : kept.step(), steering.ticker().now());
  }

  private Duration coolDown(int rollbacks) {
    Duration first = steering.config().coolDown();
    Duration rest = first.multipliedBy(1L << Math.min(MOST_DOUBLINGS, rollbacks));
    Duration longest = first.compareTo(LONGEST_COOL_DOWN) > 0 ? first : LONGEST_COOL_DOWN;
    return rest.compareTo(longest) > 0 ? longest : rest;
  }
}
