package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.rollout.SharedPhases;
import dev.latchkey.runtime.time.Ticker;
import java.util.Optional;

/** Writes down what is done about rollouts. Confined to whoever has the guard's turn. */
final class Ledger {
  /** Who acts when the guard does. */
  static final String GUARD = "auto";

  private static final String ELSEWHERE = "As on ";

  /** What a decision rests on, as it was before the step that may follow from it. */
  record Ground(Assessment assessment, long minute) {
    static final Ground NONE = new Ground(Assessment.NOTHING, 0);
  }

  private final EventLog events;
  private final Ticker ticker;
  private final Rollbacks rollbacks = new Rollbacks();

  Ledger(EventLog events, Ticker ticker) {
    this.events = events;
    this.ticker = ticker;
  }

  /** Returns how often what was rolled back here; what other processes did is not in it. */
  Rollbacks rollbacks() {
    return rollbacks;
  }

  /** Notes that a phase without a plan was taken back by hand. */
  void switchedOff(Lane lane) {
    rollbacks.add(lane.phase, false);
  }

  /**
   * Keeps a decision with its ground and adds it to the event log.
   *
   * @param before where the plan stood
   */
  void note(Lane lane, Rollout before, String kind, String actor, Ground ground, String why) {
    Decision decision = decision(lane, before, kind, actor, ground, why);
    lane.add(decision);
    boolean back = kind.equals("rolled-back");
    boolean harm = back && actor.equals(GUARD);
    if (back) {
      rollbacks.add(lane.phase, harm);
    }
    events.add("rollout." + kind, harm ? Severity.WARN : Severity.INFO, actor, decision.sentence());
  }

  private Decision decision(
      Lane lane, Rollout before, String kind, String actor, Ground ground, String why) {
    Assessment now = ground.assessment();
    Optional<TestResult> test = now.decisive().or(() -> mean(now));
    String sentence =
        "Phase %s, step %d of %d (%d %%), %s: %s"
            .formatted(
                lane.phase.id(),
                before.step() + 1,
                before.plan().steps().size(),
                before.share(),
                kind.replace('-', ' '),
                why);
    return new Decision(
        ticker.now(),
        kind,
        actor,
        before.step() + 1,
        before.share(),
        ground.minute(),
        test.map(TestResult::test).orElse(""),
        test.map(TestResult::ratio).orElse(Double.NaN),
        test.map(TestResult::low).orElse(Double.NaN),
        test.map(TestResult::high).orElse(Double.NaN),
        test.map(TestResult::limit).orElse(Double.NaN),
        now.treatedSamples(),
        now.controlSamples(),
        now.slots(),
        sentence);
  }

  private static Optional<TestResult> mean(Assessment ground) {
    return ground.tests().stream().filter(test -> test.test().equals("mean")).findFirst();
  }

  /**
   * Keeps what another process did about a plan, with its figures.
   *
   * @param name that process's
   */
  void taken(Lane lane, Decision theirs, String name) {
    String told = theirs.sentence();
    String sentence = told.startsWith(ELSEWHERE) ? told : ELSEWHERE + name + ": " + told;
    Decision decision = theirs.told(ticker.now(), SharedPhases.ACTOR, sentence);
    lane.add(decision);
    events.add("rollout." + theirs.kind(), severity(theirs), SharedPhases.ACTOR, sentence);
  }

  private static Severity severity(Decision theirs) {
    boolean harm = theirs.kind().equals("rolled-back") && !theirs.test().isEmpty();
    return harm ? Severity.WARN : Severity.INFO;
  }

  /** Tells that a phase stays off that another process had switched on before it knew. */
  void outvoted(Lane lane, String name) {
    events.add(
        "rollout.held-off",
        Severity.WARN,
        GUARD,
        "Phase %s stays off: %s had it on without knowing that it was rolled back."
            .formatted(lane.phase.id(), name));
  }

  /** Tells that a phase without a plan was switched off for a wrong answer. */
  void distrusted(Lane lane, String why) {
    rollbacks.add(lane.phase, true);
    events.add(
        "rollout.distrusted", Severity.ERROR, GUARD, "Phase " + lane.phase.id() + ": " + why);
  }

  /** Tells, once for each share, what nothing is done about. */
  void warn(Lane lane, Assessment now) {
    if (now.isSlowerThanBaseline() && lane.told != Verdict.NO_CONTROL) {
      lane.told = Verdict.NO_CONTROL;
      events.add(
          "rollout.slower-than-baseline",
          Severity.WARN,
          GUARD,
          "Phase %s: %s It stays on.".formatted(lane.phase.id(), Sentences.of(lane, now)));
    }
    boolean harm = now.verdict() == Verdict.HARMFUL && !lane.isActive() && lane.judge != null;
    boolean split = now.verdict() == Verdict.SPLIT_MISMATCH;
    if ((harm || split) && lane.told != now.verdict()) {
      lane.told = now.verdict();
      events.add(
          "rollout." + now.verdict().id(),
          Severity.WARN,
          GUARD,
          "Phase %s: %s%s"
              .formatted(
                  lane.phase.id(),
                  Sentences.of(now),
                  harm ? " It was switched by hand, so it stays on." : ""));
    }
  }
}
