package dev.latchkey.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Measures the service with no phase on, with phase {@code pool} alone, then with one more phase on
 * at a time. Confined to one thread.
 */
final class Measurement {
  /** What this phase changes shows best alone: the others spare it most of the statements. */
  private static final String ALONE = "pool";

  /** Serves nothing before it was compared with the service for a while. */
  private static final String COMPARED = "session";

  private static final Duration LESSON = Duration.ofSeconds(3);
  private static final int MOST_LESSONS = 10;

  private final DemoSettings settings;
  private final AdminClient agent;
  private final LoadGenerator load;
  private final SessionCounter sessions;
  private final Progress progress;

  Measurement(
      DemoSettings settings,
      AdminClient agent,
      LoadGenerator load,
      SessionCounter sessions,
      Progress progress) {
    this.settings = settings;
    this.agent = agent;
    this.load = load;
    this.sessions = sessions;
    this.progress = progress;
  }

  /**
   * Returns a step for each number of phases, from none to all that the agent has to offer, and one
   * for phase {@code pool} alone after the first.
   */
  List<Step> run() throws Exception {
    var phases = agent.availablePhases();
    for (var phase : phases) {
      if (phase.enabled()) {
        agent.turn(phase.id(), false);
      }
    }
    progress.during(
        "Warming up", dot -> load.run(settings.ratePerSecond(), settings.warmUp(), dot));
    var steps = new ArrayList<Step>();
    var on = new ArrayList<String>();
    steps.add(measure(on, settings.settle(), settings.measured()));
    if (phases.stream().anyMatch(phase -> phase.id().equals(ALONE))) {
      agent.turn(ALONE, true);
      progress.during(
          "Learning how connections are used", dot -> learn(agent::usesConnectionsAgain, dot));
      steps.add(measure(List.of(ALONE), half(settings.settle()), half(settings.measured())));
      agent.turn(ALONE, false);
    }
    for (var phase : phases) {
      agent.turn(phase.id(), true);
      on.add(phase.id());
      if (phase.id().equals(COMPARED)) {
        progress.during(
            "Comparing kept users with the service's", dot -> learn(agent::servesUsers, dot));
      }
      steps.add(measure(on, settings.settle(), settings.measured()));
    }
    return steps;
  }

  /**
   * Lets a load run until a phase has learned, for half a minute at most: before that a pool only
   * watches, for as long as a busy machine takes to weave what tells of it, and users are compared.
   */
  private boolean learn(Learned learned, IntConsumer dot) throws InterruptedException {
    var done = learned.now();
    for (int i = 0; i < MOST_LESSONS && !done; i++) {
      load.run(settings.ratePerSecond(), LESSON, dot);
      done = learned.now();
    }
    return done;
  }

  /** Asks the agent. */
  @FunctionalInterface
  private interface Learned {
    boolean now() throws InterruptedException;
  }

  /** The step that is measured beside the others is not to make the demo much longer. */
  private static Duration half(Duration whole) {
    return Duration.ofSeconds((whole.toSeconds() + 1) / 2);
  }

  private Step measure(List<String> phases, Duration settle, Duration wanted) throws Exception {
    var name = phases.isEmpty() ? "no phase" : String.join("+", phases);
    if (!phases.isEmpty()) {
      progress.during(
          "Settling with " + name, dot -> load.run(settings.ratePerSecond(), settle, dot));
    }
    // An agent with one fixed window gets steps as long as that window.
    var measured = Duration.ofSeconds(agent.window(Math.toIntExact(wanted.toSeconds())));
    return progress.during("Measuring with " + name, dot -> measure(phases, measured, dot));
  }

  private Step measure(List<String> phases, Duration measured, IntConsumer dot)
      throws InterruptedException, SQLException {
    var before = sessions.opened();
    var queriesBefore = agent.userQueries();
    var result = load.run(settings.ratePerSecond(), measured, dot);
    var figures =
        agent
            .figures(Math.toIntExact(measured.toSeconds()))
            .orElseThrow(
                () ->
                    new DemoException(
                        "The agent saw no authentication; is the target woven? See its dashboard"));
    return Step.of(
        phases, result, figures, sessions.opened() - before, agent.userQueries() - queriesBefore);
  }
}
