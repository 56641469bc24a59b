package dev.latchkey.runtime.guard;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a plan has come. Immutable.
 *
 * @param step index into the plan's steps
 * @param stepBegan when the share of this step was set, by the wall clock
 * @param rollbacks how often the guard has rolled back since a plan last came to its end
 * @param coolDownUntil before that no plan begins unless a person resumes this one
 */
public record Rollout(
    Plan plan,
    Status status,
    int step,
    Instant stepBegan,
    int rollbacks,
    Optional<Instant> coolDownUntil) {

  /** What happens to a plan. */
  public enum Status {
    /** Goes on to the next step when this one is safe. */
    RUNNING,
    /** Stays at its step; harm still rolls it back. */
    PAUSED,
    /** Has passed its last step, and is still watched. */
    COMPLETE,
    /** The phase was switched off, by the guard or by a person. */
    ROLLED_BACK,
    /** Somebody set the phase by hand. */
    ENDED;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Returns the name as users read it: lower case, with dashes. */
    public String id() {
      return id;
    }

    /** Returns whether the phase is on because of the plan. */
    public boolean isActive() {
      return this == RUNNING || this == PAUSED || this == COMPLETE;
    }
  }

  static Rollout begin(Plan plan, Instant now, int rollbacks) {
    return new Rollout(plan, Status.RUNNING, 0, now, rollbacks, Optional.empty());
  }

  /** Returns the percent of subjects treated at this step. */
  public int share() {
    return plan.share(step);
  }

  /** Returns whether both are at the same step of the same plan. */
  boolean isAt(Rollout other) {
    return step == other.step && plan.equals(other.plan);
  }

  Rollout status(Status next) {
    return new Rollout(plan, next, step, stepBegan, rollbacks, coolDownUntil);
  }

  Rollout complete() {
    return new Rollout(plan, Status.COMPLETE, step, stepBegan, 0, Optional.empty());
  }

  Rollout at(int next, Instant now) {
    return new Rollout(plan, Status.RUNNING, next, now, rollbacks, Optional.empty());
  }

  Rollout rolledBackUntil(Instant until) {
    return new Rollout(
        plan, Status.ROLLED_BACK, step, stepBegan, rollbacks + 1, Optional.of(until));
  }
}
