package dev.latchkey.demo;

import dev.latchkey.demo.WalkedStep.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows rollouts under load: of each phase in turn, or of one that does harm. Confined to one
 * thread.
 */
final class Rollouts {
  /** The phase that {@link TiringProxy} makes slow. */
  private static final String HARMED = "pool";

  private final RolloutSettings settings;
  private final Duration warmUp;
  private final AdminClient agent;
  private final LoadGenerator load;
  private final Progress progress;

  Rollouts(
      RolloutSettings settings,
      Duration warmUp,
      AdminClient agent,
      LoadGenerator load,
      Progress progress) {
    this.settings = settings;
    this.warmUp = warmUp;
    this.agent = agent;
    this.load = load;
    this.progress = progress;
  }

  /**
   * Shows what the settings ask for.
   *
   * @throws DemoException when requests failed, or when harm was not rolled back
   */
  void run() throws Exception {
    var available = agent.availablePhases().stream().map(AdminClient.Phase::id).toList();
    var phases = settings.chosen(available);
    for (var phase : available) {
      agent.turn(phase, false);
    }
    progress.during("Warming up", dot -> load.run(settings.ratePerSecond(), warmUp, dot));
    var steady = SteadyLoad.start(load, settings.ratePerSecond());
    try (steady) {
      show(settings.kind() == RolloutSettings.Kind.WALK ? walk(phases) : regress(available));
    }
    progress.say(steady.errors() + " of " + steady.requests() + " requests failed.");
    if (steady.errors() > 0) {
      throw new DemoException(steady.errors() + " requests failed during a rollout");
    }
  }

  private List<WalkedStep> walk(List<String> phases) throws Exception {
    progress.say("Walking 10, 50 and 100 %; the guard decides about each step");
    var steps = new ArrayList<WalkedStep>();
    for (var phase : phases) {
      steps.addAll(walker().run(phase));
    }
    return steps;
  }

  /** With the phases before it on, so that what is left of an authentication is the database's. */
  private List<WalkedStep> regress(List<String> available) throws Exception {
    for (var phase : available.subList(0, available.indexOf(HARMED))) {
      agent.turn(phase, true);
    }
    progress.say(
        "The way to the database delays each message by "
            + TiringProxy.DELAY.toMillis()
            + " ms on connections older than "
            + TiringProxy.FRESH.toSeconds()
            + " s; only phase "
            + HARMED
            + " keeps any that long");
    var steps = walker().run(HARMED);
    if (steps.get(steps.size() - 1).outcome() != Outcome.ROLLED_BACK) {
      progress.say(WalkTable.of(steps));
      throw new DemoException("The guard did not roll back phase " + HARMED);
    }
    return steps;
  }

  private Walk walker() {
    return new Walk(settings.step(), agent, Clock.SYSTEM, progress);
  }

  private void show(List<WalkedStep> steps) {
    progress.say("");
    progress.say(WalkTable.of(steps));
  }
}
