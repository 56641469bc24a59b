package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.guard.Rollout.Status;
import dev.latchkey.runtime.rollout.PhaseState;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What people ask for about plans. Confined to whoever has the guard's turn.
 *
 * <pre>{@code
 *                begin
 *                  |
 *                  v    pause
 * safe, advance  RUNNING -----> PAUSED      advance leads from both to RUNNING at the next step
 *      +------>    |    <-----    |
 *      |           |    resume    |
 *      +-----------+              |
 *                  |              |
 *  last step safe  v              |
 *               COMPLETE          |
 *                  |              |
 *    any of the three, and:       v
 *    harm, or a person rolls back: ROLLED_BACK --resume--> RUNNING at the first step
 *    somebody sets the phase:      ENDED
 * }</pre>
 */
final class Course {
  private final Steering steering;
  private final Ledger ledger;

  Course(Steering steering, Ledger ledger) {
    this.steering = steering;
    this.ledger = ledger;
  }

  void begin(Lane lane, Plan plan, String actor, String reason, OptionalLong expected) {
    int rollbacks = lane.rollout == null ? 0 : lane.rollout.rollbacks();
    if (isCooling(lane)) {
      throw new RefusedException(
          "phase "
              + lane.phase.id()
              + " was rolled back and cools down for another "
              + Sentences.span(TimeUnit.NANOSECONDS.toSeconds(coolNanos(lane)))
              + "; resume its plan to begin before that");
    }
    Rollout rollout = Rollout.begin(plan, steering.ticker().now(), rollbacks);
    steering.enter(lane, rollout, actor, expected);
    ledger.note(
        lane, rollout, "started", actor, Ledger.Ground.NONE, "A plan begins" + because(reason));
  }

  void pause(Lane lane, String actor, String reason, OptionalLong expected) {
    Rollout rollout = rollout(lane);
    if (rollout.status() != Status.RUNNING) {
      throw refused(lane, "nothing of it can be paused");
    }
    steering.renew(lane, actor, expected);
    lane.rollout = rollout.status(Status.PAUSED);
    ledger.note(
        lane,
        rollout,
        "paused",
        actor,
        steering.ground(lane),
        "The plan stays at its step" + because(reason));
  }

  void resume(Lane lane, String actor, String reason, OptionalLong expected) {
    Rollout rollout = rollout(lane);
    switch (rollout.status()) {
      case PAUSED -> {
        steering.renew(lane, actor, expected);
        lane.rollout = rollout.status(Status.RUNNING);
      }
      case ROLLED_BACK ->
          steering.enter(lane, rollout.at(0, steering.ticker().now()), actor, expected);
      case RUNNING, COMPLETE, ENDED -> throw refused(lane, "nothing of it can be resumed");
    }
    ledger.note(
        lane,
        rollout,
        "resumed",
        actor,
        steering.ground(lane),
        "The plan goes on" + because(reason));
  }

  void advance(Lane lane, String actor, String reason, OptionalLong expected) {
    Rollout rollout = rollout(lane);
    if (rollout.status() != Status.RUNNING && rollout.status() != Status.PAUSED) {
      throw refused(lane, "it has no next step");
    }
    if (rollout.plan().isLast(rollout.step())) {
      throw refused(lane, "it is at its last step");
    }
    Ledger.Ground now = steering.ground(lane);
    if (now.assessment().verdict() == Verdict.SPLIT_MISMATCH) {
      throw refused(lane, "the sides are not split as asked for");
    }
    steering.enter(lane, rollout.at(rollout.step() + 1, steering.ticker().now()), actor, expected);
    ledger.note(lane, rollout, "advanced", actor, now, "The next step begins" + because(reason));
  }

  /** Switches the phase off, whoever switched it on; does nothing when it is off. */
  void rollBack(Lane lane, String actor, String reason, OptionalLong expected) {
    Ledger.Ground now = steering.ground(lane);
    Rollout rollout = lane.rollout;
    if (rollout != null && rollout.status().isActive()) {
      steering.leave(lane, rollout.plan().share(0), actor, expected);
      lane.rollout = rollout.status(Status.ROLLED_BACK);
      ledger.note(
          lane, rollout, "rolled-back", actor, now, "Rolled back by hand" + because(reason));
    } else {
      PhaseState state = steering.state(lane);
      steering.leave(lane, state.rolloutPercent(), actor, expected);
      if (state.enabled()) {
        ledger.switchedOff(lane);
      }
    }
  }

  /** Ends a plan without touching its phase. */
  void end(Lane lane, String reason) {
    Rollout rollout = lane.rollout;
    if (rollout != null && rollout.status().isActive()) {
      lane.rollout = rollout.status(Status.ENDED);
      ledger.note(lane, rollout, "ended", Ledger.GUARD, steering.ground(lane), reason);
    }
  }

  private boolean isCooling(Lane lane) {
    return lane.rollout != null
        && lane.rollout.status() == Status.ROLLED_BACK
        && lane.rollout.coolDownUntil().isPresent()
        && coolNanos(lane) > 0;
  }

  private long coolNanos(Lane lane) {
    return lane.coolDownEndNanos - steering.ticker().nanos();
  }

  private static Rollout rollout(Lane lane) {
    if (lane.rollout == null) {
      throw new RefusedException("phase " + lane.phase.id() + " has no plan");
    }
    return lane.rollout;
  }

  private static RefusedException refused(Lane lane, String why) {
    return new RefusedException(
        "the plan of phase " + lane.phase.id() + " is " + rollout(lane).status().id() + ": " + why);
  }

  private static String because(String reason) {
    return reason.isEmpty() ? "." : ": " + reason;
  }
}
