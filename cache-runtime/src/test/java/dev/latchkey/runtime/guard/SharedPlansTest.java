package dev.latchkey.runtime.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.GuardConfig;
import dev.latchkey.runtime.guard.Rollout.Status;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.rollout.PhaseSetting;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.rollout.SharedPhases;
import dev.latchkey.runtime.time.ManualTicker;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of processes that tell each other, or cannot. */
class SharedPlansTest {
  private static final OptionalLong ANY = OptionalLong.empty();
  private static final Plan PLAN = new Plan(List.of(10, 50, 100), 5);

  @TempDir private File folder;

  private final ManualTicker ticker = new ManualTicker();
  private Process a;
  private Process b;

  /** One of them; whoever is greater by its id wins where the versions are the same. */
  private final class Process {
    private final String id;
    private final EventLog events = new EventLog(1_000, ticker);
    private final PhaseSwitches phases =
        new PhaseSwitches(
            Map.of(Phase.JWT, new PhaseSetting(false, 100)), Set.of(Phase.JWT), ticker, events);
    private final Guard guard;
    private final SharedPhases shared;
    private final OperationTracker operations =
        new OperationTracker((operation, nanos, failed) -> {}, ticker);

    Process(String id) {
      this.id = id;
      guard =
          new Guard(
              phases,
              events,
              ticker,
              () -> GuardConfig.DEFAULT,
              phase -> Optional.empty(),
              new File(folder, id + ".json"));
      shared = new SharedPhases(phases, id + System.nanoTime());
      guard.start(operations);
    }

    Process hears(Process... others) {
      for (Process other : others) {
        guard.follow(other.guard.said(other.shared), other.id, shared);
      }
      return this;
    }

    PhaseState state() {
      return phases.state(Phase.JWT);
    }

    int share() {
      return state().enabled() ? state().rolloutPercent() : 0;
    }

    Status status() {
      return guard.view(Phase.JWT).rollout().orElseThrow().status();
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

    /** A second in which every call fails for those whom the phase treats. */
    void harmfulSecond() {
      for (long i = 0; i < 50; i++) {
        Operation operation = operations.enter(Layer.AUTH, 1);
        operation.subject((i + 1) * 0x9e3779b97f4a7c15L);
        boolean treated = phases.treats(Phase.JWT, operation.subject());
        int bit = 1 << Phase.JWT.ordinal();
        if (treated) {
          operation.markTreated(bit);
        } else {
          operation.markControl(bit);
        }
        operations.exit(operation, 1, treated);
        guard.sink().finished(operation, 5_000_000, treated);
      }
      ticker.advance(Duration.ofSeconds(1));
      guard.tick();
    }
  }

  /** All say what they have until nobody has news. */
  private void together(Process... all) {
    for (int i = 0; i < 4; i++) {
      for (Process each : all) {
        each.hears(all);
      }
    }
  }

  private void assertOne(int share, Status status) {
    assertThat(List.of(a, b))
        .allSatisfy(
            each -> {
              assertThat(each.share()).isEqualTo(share);
              assertThat(each.status()).isEqualTo(status);
              assertThat(each.state().version()).isEqualTo(a.state().version());
            });
  }

  @BeforeEach
  void start() {
    a = new Process("a");
    b = new Process("b");
  }

  @Test
  void aPlanAndWhateverIsDoneAboutItIsThatOfAll() {
    a.guard.begin(Phase.JWT, PLAN, "api", "ticket 812", ANY);
    together(a, b);
    assertOne(10, Status.RUNNING);

    b.guard.pause(Phase.JWT, "bob", "", ANY);
    together(a, b);
    assertOne(10, Status.PAUSED);

    a.guard.resume(Phase.JWT, "api", "", ANY);
    b.hears(a).guard.advance(Phase.JWT, "bob", "looks good", ANY);
    together(a, b);
    assertOne(50, Status.RUNNING);

    a.guard.rollBack(Phase.JWT, "api", "incident", ANY);
    together(a, b);
    assertOne(0, Status.ROLLED_BACK);

    assertThat(b.kinds())
        .containsExactly(
            "rollout.started",
            "rollout.paused",
            "rollout.resumed",
            "rollout.advanced",
            "rollout.rolled-back");
    Decision last = b.guard.view(Phase.JWT).decisions().get(4);
    assertThat(last.actor()).isEqualTo("fleet");
    assertThat(last.sentence()).startsWith("As on a: Phase jwt, step 2 of 3").contains("incident");
  }

  @Test
  @DisplayName("C-7 what the guard of one process finds harmful is off in all, and cools down")
  void harmOfOneIsHarmOfAll() {
    a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
    together(a, b);

    for (int i = 0; i < 60 && a.share() > 0; i++) {
      a.harmfulSecond();
    }
    together(a, b);

    assertOne(0, Status.ROLLED_BACK);
    Decision there = b.guard.view(Phase.JWT).decisions().get(1);
    assertThat(there.test()).isEqualTo("errors");
    assertThat(b.guard.view(Phase.JWT).sentence())
        .contains("As on a", "Errors: 100.00 % of treated");
    assertThatThrownBy(() -> b.guard.begin(Phase.JWT, PLAN, "api", "", ANY))
        .hasMessageContaining("cools down for another 30 min");
  }

  @Test
  void aPhaseSetByHandInOneEndsThePlanInAll() {
    a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
    together(a, b);
    b.byHand(true, 20);
    together(a, b);
    assertOne(20, Status.ENDED);
    assertThat(a.kinds()).endsWith("rollout.ended");
  }

  @Test
  void aPlanAtTheShareThatThePhaseHadByHandIsHeardOfToo() {
    a.byHand(true, 10);
    together(a, b);
    a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
    together(a, b);
    assertOne(10, Status.RUNNING);
  }

  @Test
  void whatChangesNothingTellsNobody() {
    a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
    together(a, b);
    a.guard.advance(Phase.JWT, "auto", "", ANY);
    b.guard.advance(Phase.JWT, "auto", "", ANY);
    together(a, b);
    assertOne(50, Status.RUNNING);
    assertThat(a.kinds()).containsExactly("rollout.started", "rollout.advanced");
    assertThat(b.kinds()).containsExactly("rollout.started", "rollout.advanced");
  }

  @Nested
  class WhenTheyCannotHearEachOther {
    @Test
    void bothGoOnAloneAndTheHigherVersionHoldsThen() {
      a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
      together(a, b);

      a.guard.advance(Phase.JWT, "auto", "", ANY);
      b.guard.pause(Phase.JWT, "bob", "", ANY);
      b.guard.resume(Phase.JWT, "bob", "", ANY);
      assertThat(a.share()).isEqualTo(50);
      assertThat(b.share()).isEqualTo(10);
      together(a, b);

      assertOne(10, Status.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @DisplayName("C-7 M-3 a rollback holds against every step that was taken without knowing of it")
    void aRollbackHolds(int steps) {
      a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
      together(a, b);

      a.guard.wrongAccept(Phase.JWT, "check");
      for (int i = 0; i < steps; i++) {
        b.guard.advance(Phase.JWT, "auto", "", ANY);
      }
      together(a, b);

      assertOne(0, Status.ROLLED_BACK);
      assertThat(a.kinds().contains("rollout.held-off")).isEqualTo(steps > 0);
      assertThat(b.guard.view(Phase.JWT).sentence()).contains("Target check");
    }

    @Test
    void aRollbackOfTheSameMomentHoldsWhoeverIsGreater() {
      a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
      together(a, b);
      a.guard.advance(Phase.JWT, "auto", "", ANY);
      b.guard.wrongAccept(Phase.JWT, "check");
      together(a, b);
      assertOne(0, Status.ROLLED_BACK);
    }

    @Test
    void whoKnowsOfARollbackMaySwitchOnAgain() {
      a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
      together(a, b);
      a.guard.wrongAccept(Phase.JWT, "check");
      together(a, b);

      b.guard.resume(Phase.JWT, "bob", "mended", ANY);
      together(a, b);
      assertOne(10, Status.RUNNING);

      b.byHand(false, 10);
      b.byHand(true, 30);
      together(a, b);
      assertThat(a.share()).isEqualTo(30);
    }
  }

  @Nested
  class AfterARestart {
    private Process again(String id) {
      return new Process(id);
    }

    @Test
    void whoWasAwayTakesWhatTheOthersCameTo() {
      a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
      together(a, b);
      b.guard.tick();
      a.guard.advance(Phase.JWT, "api", "", ANY);
      Process back = again("b");
      assertThat(back.share()).isEqualTo(10);

      together(a, back);

      assertThat(back.share()).isEqualTo(50);
      assertThat(a.share()).isEqualTo(50);
    }

    @Test
    void whoComesBackSoonAfterAStepLeadsNobodyBack() {
      a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
      a.guard.advance(Phase.JWT, "api", "", ANY);
      together(a, b);
      b.guard.tick();
      Process back = again("b");
      assertThat(back.share()).as("one step lower, until it hears").isEqualTo(10);

      together(a, back);

      assertThat(a.share()).isEqualTo(50);
      assertThat(back.share()).isEqualTo(50);
    }

    @Test
    void allOfThemGoOnAtTheSameStepAndANewOneJoinsThem() {
      a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
      a.guard.advance(Phase.JWT, "api", "", ANY);
      together(a, b);
      a.guard.tick();
      b.guard.tick();
      Process one = again("a");
      Process other = again("b");
      Process late = again("c");
      together(one, other, late);

      assertThat(List.of(one, other, late)).extracting(Process::share).containsOnly(10);
      one.guard.rollBack(Phase.JWT, "api", "", ANY);
      together(one, other, late);
      assertThat(List.of(one, other, late)).extracting(Process::share).containsOnly(0);
    }

    @Test
    void aPlanThatEndedMeanwhileDoesNotComeBack() {
      a.guard.begin(Phase.JWT, PLAN, "api", "", ANY);
      together(a, b);
      b.guard.tick();
      a.byHand(false, 10);
      Process back = again("b");
      together(a, back);
      assertThat(a.share()).isZero();
      assertThat(back.share()).isZero();
    }
  }
}
