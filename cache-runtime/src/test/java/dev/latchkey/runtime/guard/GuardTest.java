package dev.latchkey.runtime.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.GuardConfig;
import dev.latchkey.runtime.gate.Criterion;
import dev.latchkey.runtime.gate.Gate;
import dev.latchkey.runtime.gate.GateVerdict;
import dev.latchkey.runtime.guard.Rollout.Status;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.rollout.PhaseSetting;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.rollout.StaleVersionException;
import dev.latchkey.runtime.time.ManualTicker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole rollouts through the public interface: real operations of a real tracker, drawn by the real
 * switches, on a clock that the test moves.
 */
class GuardTest {
  private static final OptionalLong ANY = OptionalLong.empty();
  private static final Plan PLAN = new Plan(List.of(10, 50, 100), 5);
  private static final int BIT = 1 << Phase.JWT.ordinal();
  private static final double BASE_MILLIS = 5;

  @TempDir private File folder;

  private final ManualTicker ticker = new ManualTicker();
  private Instance app;

  /** One start of an application. */
  private final class Instance {
    private final SplittableRandom random = new SplittableRandom(7);
    private final EventLog events = new EventLog(1_000, ticker);
    private final PhaseSwitches phases =
        new PhaseSwitches(
            Map.of(Phase.JWT, new PhaseSetting(false, 100)),
            Set.of(Phase.JWKS, Phase.JWT),
            ticker,
            events);
    private final Guard guard =
        new Guard(
            phases,
            events,
            ticker,
            () -> config,
            phase -> gate,
            new File(folder, "plans/rollouts.json"));
    private final OperationTracker operations =
        new OperationTracker((operation, nanos, failed) -> {}, ticker);
    private double treatedRatio = 1;
    private double treatedErrors;
    private double perSecond = 20;
    private boolean swapped;

    Instance() {
      guard.start(operations);
    }

    /** Lets a second go by, with calls at its end that take no time of the clock's own. */
    void second() {
      long calls = (long) perSecond + (random.nextDouble() < perSecond % 1 ? 1 : 0);
      for (long i = 0; i < calls; i++) {
        call(1 + random.nextInt(2_000));
      }
      ticker.advance(Duration.ofSeconds(1));
      guard.tick();
    }

    private void call(long subject) {
      Operation operation = operations.enter(Layer.AUTH, 1);
      operation.subject(subject * 0x9e3779b97f4a7c15L);
      boolean treated = phases.treats(Phase.JWT, operation.subject());
      if (phases.isEnabled(Phase.JWT)) {
        if (treated && !(swapped && subject % 3 == 0)) {
          operation.markTreated(BIT);
        } else {
          operation.markControl(BIT);
        }
      }
      boolean failed = treated && random.nextDouble() < treatedErrors;
      double millis =
          BASE_MILLIS * Math.exp(0.8 * random.nextGaussian()) * (treated ? treatedRatio : 1);
      // The tracker has no sink: a clock that moves with each call would be the sum of all threads.
      operations.exit(operation, 1, failed);
      guard.sink().finished(operation, (long) (millis * 1e6), failed);
    }

    RolloutView runUntil(BooleanSupplier done, int mostMinutes) {
      for (int i = 0; i < mostMinutes * 60 && !done.getAsBoolean(); i++) {
        second();
      }
      assertThat(done.getAsBoolean()).as(() -> view().toString()).isTrue();
      return view();
    }

    void run(int minutes) {
      for (int i = 0; i < minutes * 60; i++) {
        second();
      }
    }

    RolloutView view() {
      return guard.view(Phase.JWT);
    }

    Status status() {
      return view().rollout().orElseThrow().status();
    }

    int share() {
      return phases.state(Phase.JWT).enabled() ? phases.state(Phase.JWT).rolloutPercent() : 0;
    }

    void byHand(boolean enabled, int percent) {
      phases.change(
          Phase.JWT,
          new PhaseChange(Optional.of(enabled), OptionalInt.of(percent), "api", ""),
          ANY);
    }

    List<String> kinds() {
      return events.after(0).stream()
          .map(Event::kind)
          .filter(kind -> kind.startsWith("rollout."))
          .toList();
    }
  }

  private Optional<Gate> gate = Optional.empty();
  private GuardConfig config =
      new GuardConfig(
          0.10,
          List.of(10, 50, 100),
          Duration.ofMinutes(5),
          200,
          0.05,
          0.01,
          "none",
          Duration.ofMinutes(30));

  GuardTest() {}

  private Instance start() {
    app = new Instance();
    return app;
  }

  private Instance begin() {
    start().guard.begin(Phase.JWT, PLAN, "api", "ticket 812", ANY);
    return app;
  }

  @Nested
  class WhenThePhaseHelps {
    @Test
    void aPlanGoesStepByStepAndHoldsSomeBack() {
      begin().treatedRatio = 0.3;
      assertThat(app.share()).isEqualTo(10);

      app.runUntil(() -> app.share() == 50, 120);
      app.runUntil(() -> app.share() == 95, 120);
      RolloutView view = app.runUntil(() -> app.status() == Status.COMPLETE, 120);

      assertThat(app.share()).isEqualTo(95);
      assertThat(view.decisions())
          .extracting(Decision::kind)
          .containsExactly("started", "advanced", "advanced", "completed");
      Decision first = view.decisions().get(1);
      assertThat(first.sentence()).contains("jwt", "step 1 of 3", "10 %", "Safe: mean 0.3");
      assertThat(first.value()).isBetween(0.25, 0.35);
      assertThat(first.high()).isLessThan(first.limit());
      assertThat(first.minute()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void noStepIsShorterThanConfigured() {
      config =
          new GuardConfig(
              0.1,
              List.of(10),
              Duration.ofHours(3),
              200,
              0.05,
              0.01,
              "none",
              Duration.ofMinutes(30));
      begin().treatedRatio = 0.3;

      app.run(179);
      assertThat(app.view().assessment().verdict()).isEqualTo(Verdict.SAFE);
      assertThat(app.share()).isEqualTo(10);
      app.runUntil(() -> app.share() == 50, 2);
    }

    @Test
    void aPausedPlanStaysAndGoesOnWhenResumed() {
      begin().treatedRatio = 0.3;
      app.guard.pause(Phase.JWT, "api", "", ANY);
      app.run(60);
      assertThat(app.share()).isEqualTo(10);

      app.guard.resume(Phase.JWT, "api", "", ANY);
      app.second();
      assertThat(app.share()).isEqualTo(50);
    }

    @Test
    void withNothingHeldBackTheEndHasNoControl() {
      start().guard.begin(Phase.JWT, new Plan(List.of(100), 0), "api", "", ANY);
      app.run(6);

      assertThat(app.share()).isEqualTo(100);
      assertThat(app.status()).isEqualTo(Status.COMPLETE);
      assertThat(app.view().sentence())
          .contains("Nobody is on the control side")
          .doesNotContain("baseline");
    }

    @Test
    void withNothingHeldBackTheEndIsSetBesideTheStoredBaselineAlsoAfterARestart() {
      start().guard.begin(Phase.JWT, new Plan(List.of(50, 100), 0), "api", "", ANY);
      app.treatedRatio = 0.3;
      app.runUntil(() -> app.share() == 100, 120);
      app.run(6);
      assertThat(app.view().sentence())
          .contains("Nobody is on the control side", "stored baseline", "Mean 0.");
      assertThat(app.view().decisions().get(2).sentence()).contains("stored baseline");

      start().run(6);

      assertThat(app.share()).isEqualTo(100);
      assertThat(app.view().sentence()).contains("stored baseline", "Mean 0.");
      assertThat(app.view().assessment().verdict()).isEqualTo(Verdict.NO_CONTROL);
    }

    @Test
    void whatIsSlowerThanTheStoredBaselineIsToldOnceAndRollsNothingBack() {
      start().guard.begin(Phase.JWT, new Plan(List.of(50, 100), 0), "api", "", ANY);
      app.runUntil(() -> app.share() == 100, 600);
      app.treatedRatio = 1.5;
      app.run(20);

      assertThat(app.share()).isEqualTo(100);
      assertThat(app.kinds())
          .containsOnlyOnce("rollout.slower-than-baseline")
          .doesNotContain("rollout.rolled-back");
    }

    @Test
    void aSafeStepWaitsForTheGateThatHasToPassAndSaysForWhat() {
      config =
          new GuardConfig(
              0.1,
              List.of(10),
              Duration.ofMinutes(5),
              200,
              0.05,
              0.01,
              "hit-rate",
              Duration.ofMinutes(30));
      gate = Optional.of(hitRate(0.4, GateVerdict.FAIL));
      begin().treatedRatio = 0.3;
      app.run(120);
      assertThat(app.share()).isEqualTo(10);
      assertThat(app.view().assessment().verdict()).isEqualTo(Verdict.SAFE);
      assertThat(app.view().sentence())
          .contains("waits for the gate: hit-rate is 0.40 ratio, wanted is above 0.80");

      gate = Optional.of(hitRate(Double.NaN, GateVerdict.NOT_ENOUGH_DATA));
      app.run(1);
      assertThat(app.view().sentence()).contains("hit-rate is not measured");

      gate = Optional.of(hitRate(0.9, GateVerdict.PASS));
      app.second();
      assertThat(app.share()).isEqualTo(50);
      assertThat(app.view().sentence()).doesNotContain("waits for");
    }

    private Gate hitRate(double value, GateVerdict verdict) {
      return new Gate(
          Phase.JWT,
          List.of(
              new Criterion("hit-rate", value, Criterion.Side.ABOVE, 0.8, "ratio", verdict, ""),
              new Criterion(
                  "mean-latency", 99, Criterion.Side.BELOW, 30, "ms", GateVerdict.FAIL, "")));
    }
  }

  @Nested
  class WhenThePhaseHarms {
    @Test
    @DisplayName("C-7 a phase that is slower is switched off, with value, interval and limit")
    void rollsBackWhatIsSlower() {
      begin().treatedRatio = 1.3;

      RolloutView view = app.runUntil(() -> app.status() == Status.ROLLED_BACK, 60);

      assertThat(app.phases.state(Phase.JWT).enabled()).isFalse();
      assertThat(app.phases.state(Phase.JWT).changedBy()).isEqualTo("auto");
      Decision decision = view.decisions().get(1);
      assertThat(decision.kind()).isEqualTo("rolled-back");
      assertThat(decision.value()).isGreaterThan(1.2);
      assertThat(decision.low()).isGreaterThan(1);
      assertThat(decision.limit()).isEqualTo(1.1);
      assertThat(decision.treatedSamples()).isPositive();
      assertThat(view.sentence()).contains("times control", "limit 1.10", "rolled back");
      assertThat(app.kinds()).contains("rollout.rolled-back");
    }

    @Test
    void errorsRollBackWithinSeconds() {
      begin().treatedErrors = 1;

      app.runUntil(() -> app.status() == Status.ROLLED_BACK, 1);

      assertThat(app.view().decisions().get(1).test()).isEqualTo("errors");
    }

    @Test
    void aPausedPlanIsRolledBackToo() {
      begin().guard.pause(Phase.JWT, "api", "", ANY);
      app.treatedErrors = 1;

      app.runUntil(() -> app.status() == Status.ROLLED_BACK, 1);
    }

    @Test
    void aPlanThatCameToItsEndIsStillWatched() {
      begin().treatedRatio = 0.3;
      app.runUntil(() -> app.status() == Status.COMPLETE, 400);

      app.treatedRatio = 1.6;

      app.runUntil(() -> app.status() == Status.ROLLED_BACK, 240);
    }

    @Test
    void coolsDownTwiceAsLongEachTimeAndAPersonMayResume() {
      begin().treatedErrors = 1;
      app.runUntil(() -> app.status() == Status.ROLLED_BACK, 1);
      assertThatThrownBy(() -> app.guard.begin(Phase.JWT, PLAN, "api", "", ANY))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("cools down for another 30 min");

      app.guard.resume(Phase.JWT, "api", "", ANY);
      assertThat(app.share()).isEqualTo(10);
      app.runUntil(() -> app.status() == Status.ROLLED_BACK, 1);

      assertThatThrownBy(() -> app.guard.begin(Phase.JWT, PLAN, "api", "", ANY))
          .hasMessageContaining("cools down for another 60 min");
      ticker.advance(Duration.ofMinutes(61));
      app.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
      assertThat(app.share()).isEqualTo(10);
    }

    @Test
    void aPhaseSwitchedByHandIsToldAndLeftAlone() {
      start().byHand(true, 50);
      app.treatedRatio = 1.5;
      app.run(30);

      assertThat(app.share()).isEqualTo(50);
      assertThat(app.view().assessment().verdict()).isEqualTo(Verdict.HARMFUL);
      assertThat(app.kinds()).containsExactly("rollout.harmful");
    }
  }

  @Nested
  class WhenAnAnswerWasWrong {
    @Test
    @DisplayName("C-7 M-3 one wrong accept rolls a plan back at once, and it cools down")
    void withAPlan() {
      begin().run(1);

      app.guard.wrongAccept(Phase.JWT, "check");

      assertThat(app.share()).isZero();
      assertThat(app.status()).isEqualTo(Status.ROLLED_BACK);
      assertThat(app.view().sentence()).contains("Target check", "the application refused");
      assertThatThrownBy(() -> app.guard.begin(Phase.JWT, PLAN, "api", "", ANY))
          .hasMessageContaining("cools down");
    }

    @Test
    @DisplayName("M-3 one wrong accept switches off what was switched on by hand, and is told once")
    void byHand() {
      start().byHand(true, 100);

      app.guard.wrongAccept(Phase.JWT, "check");
      app.guard.wrongAccept(Phase.JWT, "check");

      assertThat(app.share()).isZero();
      assertThat(app.kinds()).containsExactly("rollout.distrusted");
      app.run(60);
      assertThat(app.share()).isZero();
    }

    @Test
    @DisplayName("M-3 one wrong accept ends the shadow of a phase")
    void inShadow() {
      start()
          .phases
          .change(
              Phase.JWT,
              new PhaseChange(Optional.empty(), Optional.of(true), OptionalInt.empty(), "api", ""),
              ANY);

      app.guard.wrongAccept(Phase.JWT, "check");

      assertThat(app.phases.state(Phase.JWT).shadow()).isFalse();
    }
  }

  @Nested
  class WhenLittleIsSeen {
    @Test
    void aCallAMinuteIsNotEnoughAndSaysHowLongItTakes() {
      begin().perSecond = 1 / 60.0;
      app.run(600);

      RolloutView view = app.view();
      assertThat(app.share()).isEqualTo(10);
      assertThat(view.assessment().verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
      assertThat(view.sentence()).contains("Not enough data", "At this rate a verdict takes about");
      assertThat(view.assessment().secondsToVerdict().orElseThrow()).isGreaterThan(86_400);
    }

    @Test
    void trafficThatStopsDecidesNothing() {
      begin().treatedRatio = 1.3;
      app.run(3);
      app.perSecond = 0;
      app.run(300);

      assertThat(app.status()).as(app.view().sentence()).isEqualTo(Status.RUNNING);
      assertThat(app.share()).isEqualTo(10);
    }

    @Test
    void aSplitOtherThanAskedForStopsThePlan() {
      begin().treatedRatio = 0.3;
      app.swapped = true;
      app.run(90);

      assertThat(app.share()).isEqualTo(10);
      assertThat(app.view().assessment().verdict()).isEqualTo(Verdict.SPLIT_MISMATCH);
      assertThatThrownBy(() -> app.guard.advance(Phase.JWT, "api", "", ANY))
          .isInstanceOf(RefusedException.class);
      assertThat(app.kinds()).containsOnlyOnce("rollout.split-mismatch");
    }
  }

  @Nested
  class WhenTimeMovesOddly {
    @Test
    @DisplayName("C-8 a wall clock that is set decides nothing and shortens no step")
    void clockJumps() {
      begin().treatedRatio = 0.3;
      for (int i = 0; i < 4; i++) {
        app.run(1);
        ticker.wallMillis(ticker.wallMillis() + (i % 2 == 0 ? 3_600_000 : -7_200_000));
        app.second();
      }

      assertThat(app.share()).isEqualTo(10);
      app.runUntil(() -> app.share() == 50, 120);
    }

    @Test
    void aProcessThatStoodStillDropsTheSlot() {
      begin().run(2);
      long slots = app.view().assessment().slots();
      ticker.advance(Duration.ofHours(8));
      app.guard.tick();

      assertThat(app.view().assessment().slots()).isEqualTo(slots);
    }
  }

  @Nested
  class WhenPeopleInterfere {
    @Test
    void settingThePhaseByHandEndsThePlan() {
      begin().byHand(true, 20);

      assertThat(app.status()).isEqualTo(Status.ENDED);
      assertThat(app.share()).isEqualTo(20);
      assertThat(app.kinds()).containsExactly("rollout.started", "rollout.ended");
    }

    @Test
    void switchingOffAndOnAgainWithinAStepEndsIt() {
      begin();
      app.byHand(false, 10);
      app.byHand(true, 10);

      assertThat(app.status()).isEqualTo(Status.ENDED);
      app.treatedRatio = 0.3;
      app.run(60);
      assertThat(app.share()).isEqualTo(10);
    }

    @Test
    void ofTwoWhoActOnTheSameStateTheSecondIsRefused() {
      begin();
      OptionalLong seen = OptionalLong.of(app.phases.state(Phase.JWT).version());
      app.guard.pause(Phase.JWT, "alice", "", seen);

      assertThatThrownBy(() -> app.guard.advance(Phase.JWT, "bob", "", seen))
          .isInstanceOf(StaleVersionException.class);
      assertThat(app.share()).isEqualTo(10);
    }

    @Test
    void aStepByHandAndARollbackByHandAreKept() {
      begin().guard.advance(Phase.JWT, "alice", "looks good", ANY);
      assertThat(app.share()).isEqualTo(50);

      app.guard.rollBack(Phase.JWT, "bob", "incident", ANY);
      app.guard.rollBack(Phase.JWT, "bob", "incident", ANY);

      assertThat(app.share()).isZero();
      assertThat(app.view().decisions())
          .extracting(Decision::kind, Decision::actor)
          .containsExactly(
              tuple("started", "api"), tuple("advanced", "alice"), tuple("rolled-back", "bob"));
      app.guard.begin(Phase.JWT, PLAN, "bob", "", ANY);
    }

    @Test
    void whatIsNotPossibleIsRefusedAndChangesNothing() {
      start();
      assertThatThrownBy(() -> app.guard.pause(Phase.JWT, "api", "", ANY))
          .hasMessage("phase jwt has no plan");
      app.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
      assertThatThrownBy(() -> app.guard.resume(Phase.JWT, "api", "", ANY))
          .hasMessageContaining("is running");
      assertThatThrownBy(() -> new Plan(List.of(50, 10), 5)).hasMessageContaining("rise");
      assertThatThrownBy(() -> new Plan(List.of(97, 100), 5)).hasMessageContaining("held back");
    }
  }

  @Nested
  class AfterARestart {
    @Test
    void aPlanGoesOnWhereItWas() throws IOException {
      begin().treatedRatio = 0.3;
      app.runUntil(() -> app.share() == 50, 120);
      app.run(6);

      start();

      assertThat(app.share()).isEqualTo(50);
      assertThat(app.status()).isEqualTo(Status.RUNNING);
      assertThat(app.view().decisions()).extracting(Decision::kind).endsWith("restored");
      File kept = new File(folder, "plans/rollouts.json");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.toPath())))
          .isEqualTo("rw-------");
      app.treatedRatio = 0.3;
      app.runUntil(() -> app.share() == 95, 120);
    }

    @Test
    void soonAfterAStepItGoesOnOneStepLower() {
      begin().guard.advance(Phase.JWT, "api", "", ANY);
      app.second();

      start();

      assertThat(app.share()).isEqualTo(10);
    }

    @Test
    void whatWasRolledBackStaysOffAndGoesOnCooling() {
      begin().treatedErrors = 1;
      app.runUntil(() -> app.status() == Status.ROLLED_BACK, 1);

      start();

      assertThat(app.share()).isZero();
      assertThatThrownBy(() -> app.guard.begin(Phase.JWT, PLAN, "api", "", ANY))
          .hasMessageContaining("cools down");
    }

    @Test
    void whatEndedWithADetachDoesNotComeBack() {
      begin().guard.end("The agent is detached.");

      start();

      assertThat(app.share()).isZero();
    }

    @Test
    @DisplayName("I-3 a file that cannot be read is told once, and the agent starts without it")
    void unreadableFile() throws IOException {
      File kept = new File(folder, "plans/rollouts.json");
      for (String text : List.of("{", "[]", "{\"format\":1,\"phases\":[{\"phase\":\"jwt\"}]}")) {
        assertThat(kept.getParentFile().isDirectory() || kept.getParentFile().mkdir()).isTrue();
        Files.writeString(kept.toPath(), text);

        start().run(1);

        assertThat(app.share()).isZero();
        assertThat(app.kinds()).containsExactly("rollout.unreadable");
      }
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldOnce() throws IOException {
      Files.writeString(new File(folder, "plans").toPath(), "in the way");

      begin().run(1);
      app.guard.pause(Phase.JWT, "api", "", ANY);
      app.run(1);

      assertThat(app.kinds()).containsOnlyOnce("rollout.unwritable");
      assertThat(app.status()).isEqualTo(Status.PAUSED);
    }
  }
}
