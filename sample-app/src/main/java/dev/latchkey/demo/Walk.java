package dev.latchkey.demo;

import dev.latchkey.demo.WalkedStep.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Takes phases through a plan of 10, 50 and 100 % and lets the agent's guard decide about each
 * step. Confined to one thread.
 */
final class Walk {
  static final List<Integer> PLAN = List.of(10, 50, 100);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Duration patience;
  private final AdminClient agent;
  private final Clock clock;
  private final Progress progress;

  /**
   * Walks with that agent.
   *
   * @param patience how long the guard may take over a step
   */
  Walk(Duration patience, AdminClient agent, Clock clock, Progress progress) {
    this.patience = patience;
    this.agent = agent;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Begins a plan for a phase that is off and returns what came of each of its steps. After the
   * last one the phase stays on, unless the guard rolled it back.
   */
  List<WalkedStep> run(String phase) throws Exception {
    var steps = new ArrayList<WalkedStep>();
    agent.begin(phase, PLAN);
    var goesOn = true;
    while (goesOn) {
      var step = step(phase, agent.rollout(phase));
      steps.add(step);
      goesOn = step.outcome() == Outcome.SAFE || step.outcome() == Outcome.BY_HAND;
    }
    return steps;
  }

  private WalkedStep step(String phase, RolloutStatus begun) throws Exception {
    var name = phase + ", step " + begun.step() + " (" + begun.percent() + " %)";
    var ended = progress.during(name, dot -> await(phase, begun, dot));
    progress.say("    " + ended.sentence());
    return ended.step();
  }

  /** A step that is over, and why in words. */
  private record Ended(WalkedStep step, String sentence) {}

  private Ended await(String phase, RolloutStatus begun, IntConsumer dot)
      throws InterruptedException {
    var start = clock.nanoTime();
    var seconds = begun.stepSeconds();
    for (int second = 1; ; second++) {
      clock.sleepUntil(start + second * LOOK.toNanos());
      var now = agent.rollout(phase);
      if (!now.isSameStep(begun)) {
        return new Ended(
            new WalkedStep(phase, outcome(phase, now), begun.percent(), seconds, now.ground()),
            now.decision());
      }
      seconds = now.stepSeconds();
      if (second % 10 == 0) {
        dot.accept(second);
      }
      // A refusal means that the guard has just decided, which the next look tells.
      if (second >= patience.toSeconds() && (isLast(now) || agent.advance(phase, now.version()))) {
        var outcome = isLast(now) ? Outcome.LEFT : Outcome.BY_HAND;
        return new Ended(
            new WalkedStep(phase, outcome, now.percent(), seconds, now.mean()), now.sentence());
      }
    }
  }

  private static boolean isLast(RolloutStatus now) {
    return now.step() == PLAN.size();
  }

  private static Outcome outcome(String phase, RolloutStatus now) {
    return switch (now.status()) {
      case "running" -> Outcome.SAFE;
      case "complete" -> Outcome.COMPLETE;
      case "rolled-back" -> Outcome.ROLLED_BACK;
      default ->
          throw new DemoException(
              "The plan of phase " + phase + " is " + now.status() + "; did somebody set it?");
    };
  }
}
