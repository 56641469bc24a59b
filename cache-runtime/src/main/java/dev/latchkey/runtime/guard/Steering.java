package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.config.GuardConfig;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.rollout.PhaseUnavailableException;
import dev.latchkey.runtime.rollout.StaleVersionException;
import dev.latchkey.runtime.time.Ticker;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sets phases for their plans. Confined to whoever has the guard's turn. */
final class Steering {
  private final PhaseSwitches phases;
  private final Ticker ticker;
  private final Supplier<GuardConfig> config;
  private @Nullable RuntimeException failure;

  Steering(PhaseSwitches phases, Ticker ticker, Supplier<GuardConfig> config) {
    this.phases = phases;
    this.ticker = ticker;
    this.config = config;
  }

  Ticker ticker() {
    return ticker;
  }

  GuardConfig config() {
    return config.get();
  }

  /** Returns what is known of the present share. */
  Ledger.Ground ground(Lane lane) {
    return ground(lane, lane.look());
  }

  Ledger.Ground ground(Lane lane, Assessment now) {
    long minute = TimeUnit.NANOSECONDS.toMinutes(ticker.nanos() - lane.stepBeganNanos);
    return new Ledger.Ground(now, minute);
  }

  PhaseState state(Lane lane) {
    return phases.state(lane.phase);
  }

  /** Switches the phase on at the share of the plan's step, and begins to judge anew. */
  void enter(Lane lane, Rollout rollout, String actor, OptionalLong expected) {
    set(lane, true, rollout.share(), actor, expected);
    lane.rollout = rollout;
    judge(lane, rollout.share());
  }

  /** Switches the phase off; by hand it can be switched on again for the share given. */
  void leave(Lane lane, int percent, String actor, OptionalLong expected) {
    set(lane, false, percent, actor, expected);
    judge(lane, 0);
  }

  /** Makes a new version of a phase whose plan changed and whose switch did not. */
  void renew(Lane lane, String actor, OptionalLong expected) {
    lane.version = phases.renew(lane.phase, actor, expected).version();
  }

  private void set(Lane lane, boolean enabled, int percent, String actor, OptionalLong expected) {
    PhaseChange change =
        new PhaseChange(Optional.of(enabled), OptionalInt.of(percent), actor, "rollout plan");
    try {
      lane.version = phases.change(lane.phase, change, expected).version();
    } catch (StaleVersionException | PhaseUnavailableException refused) {
      throw refused;
    } catch (RuntimeException ofListener) {
      // The change holds nevertheless, so the plan goes along with it before the failure is told.
      lane.version = state(lane).version();
      failure = ofListener;
    }
  }

  /**
   * Ends a turn.
   *
   * @throws RuntimeException that a listener of the switches threw in it
   */
  void end() {
    RuntimeException thrown = failure;
    failure = null;
    if (thrown != null) {
      throw thrown;
    }
  }

  void judge(Lane lane, int percent) {
    lane.judge(percent, new Limits(config().maxRegressionRatio()));
    lane.stepBeganNanos = ticker.nanos();
  }
}
