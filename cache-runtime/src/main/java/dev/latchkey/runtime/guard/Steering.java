package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.config.GuardConfig;
import dev.latchkey.runtime.gate.Criterion;
import dev.latchkey.runtime.gate.Gate;
import dev.latchkey.runtime.gate.GateVerdict;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.rollout.PhaseUnavailableException;
import dev.latchkey.runtime.rollout.StaleVersionException;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sets phases for their plans. Confined to whoever has the guard's turn. */
final class Steering {
  private static final Duration LONGEST_KEPT = Duration.ofDays(7);

  private final PhaseSwitches phases;
  private final Ticker ticker;
  private final Supplier<GuardConfig> config;
  private final Function<Phase, Optional<Gate>> gates;
  private final IntSupplier judges;
  private @Nullable RuntimeException failure;

  Steering(
      PhaseSwitches phases,
      Ticker ticker,
      Supplier<GuardConfig> config,
      Function<Phase, Optional<Gate>> gates,
      IntSupplier judges) {
    this.judges = judges;
    this.gates = gates;
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

  /** Returns the criterion that has to pass before the next step and does not, if there is one. */
  Optional<Criterion> unmet(Lane lane) {
    String wanted = config().gate();
    if (wanted.equals(GuardConfig.NO_GATE)) {
      return Optional.empty();
    }
    return gates.apply(lane.phase).stream()
        .flatMap(gate -> gate.criteria().stream())
        .filter(each -> wanted.equals(GuardConfig.WHOLE_GATE) || each.name().equals(wanted))
        .filter(each -> each.verdict() != GateVerdict.PASS)
        .findFirst();
  }

  PhaseState state(Lane lane) {
    return phases.state(lane.phase);
  }

  /** Switches the phase on at the share of the plan's step, and begins to judge anew. */
  void enter(Lane lane, Rollout rollout, String actor, OptionalLong expected) {
    long before = state(lane).version();
    set(lane, true, rollout.share(), actor, expected);
    if (lane.version == before) {
      // The phase was on for that share already: what others see is its plan.
      renew(lane, actor, OptionalLong.empty());
    }
    lane.rollout = rollout;
    judge(lane, rollout.share());
  }

  /** Switches the phase off; by hand it can be switched on again for the share given. */
  void leave(Lane lane, int percent, String actor, OptionalLong expected) {
    set(lane, false, percent, actor, expected);
    lane.rolledBack = lane.version;
    judge(lane, 0);
  }

  /** Makes a new version of a phase whose plan changed and whose switch did not. */
  void renew(Lane lane, String actor, OptionalLong expected) {
    lane.version = phases.renew(lane.phase, actor, expected).version();
  }

  private void set(Lane lane, boolean enabled, int percent, String actor, OptionalLong expected) {
    PhaseChange change =
        new PhaseChange(
            Optional.of(enabled),
            Optional.of(false),
            OptionalInt.of(percent),
            actor,
            "rollout plan");
    set(lane, () -> phases.change(lane.phase, change, expected));
  }

  /**
   * Sets a phase as it was kept over a restart, and begins to judge anew.
   *
   * @param version that the phase had then
   */
  void restore(Lane lane, boolean enabled, Rollout rollout, int percent, long version) {
    set(lane, () -> phases.restore(lane.phase, enabled, percent, version, Ledger.GUARD));
    lane.rollout = rollout;
    judge(lane, enabled ? percent : 0);
  }

  /** Sets a phase by {@code change}, and has its plan go along with it. */
  void set(Lane lane, Runnable change) {
    try {
      change.run();
    } catch (StaleVersionException | PhaseUnavailableException refused) {
      throw refused;
    } catch (RuntimeException ofListener) {
      // The change holds nevertheless, so the plan goes along with it before the failure is told.
      failure = ofListener;
    }
    lane.version = state(lane).version();
  }

  /** Lets a plan that was rolled back rest until then, for a week at most. */
  void coolDown(Lane lane, Rollout rollout) {
    Duration rest =
        rollout
            .coolDownUntil()
            .map(until -> Duration.between(ticker.now(), until))
            .orElse(Duration.ZERO);
    lane.coolDownEndNanos =
        ticker.nanos() + (rest.compareTo(LONGEST_KEPT) > 0 ? LONGEST_KEPT : rest).toNanos();
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
    lane.judge(percent, new Limits(config().maxRegressionRatio(), judges), ticker.now());
    lane.stepBeganNanos = ticker.nanos();
  }
}
