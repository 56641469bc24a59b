package dev.latchkey.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Compares what the agent's report predicts of each phase, while all are off, with what the phase
 * then saves, in blocks off and on under the same steady load. Runs in the directory of its module.
 */
public final class Predictions {
  private static final Path OUTPUT = Path.of("target", "predictions");
  private static final Path TABLE = OUTPUT.resolve("predictions.md");
  private static final String POOL = "pool";
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration LESSON = Duration.ofSeconds(3);
  private static final int MOST_LESSONS = 20;

  private final Progress progress;
  private final Teardown teardown;
  private final int rate;
  private final int users;
  private final int pairs;
  private final Duration watched;
  private final Duration settle;
  private final Duration measured;

  private Predictions(Progress progress, Teardown teardown, Properties properties) {
    this.progress = progress;
    this.teardown = teardown;
    rate = DemoSettings.number(properties, "predictions.rate", 3, 1, 1000);
    users = DemoSettings.number(properties, "predictions.users", 20, 1, SubjectTokens.SUBJECTS);
    pairs = DemoSettings.number(properties, "predictions.pairs", 2, 1, 100);
    watched = seconds(properties, "predictions.watched", 130);
    settle = seconds(properties, "predictions.settle", 12);
    measured = seconds(properties, "predictions.seconds", 15);
  }

  private static Duration seconds(Properties properties, String name, int fallback) {
    return Duration.ofSeconds(DemoSettings.number(properties, name, fallback, 1, 3_600));
  }

  /** Runs as the properties {@code predictions.*} say; ends with 1 where a prediction misses. */
  public static void main(String[] args) {
    Stage.perform(
        "The predictions cannot be measured.",
        (progress, teardown, properties) -> new Predictions(progress, teardown, properties).run());
  }

  private boolean run() throws Exception {
    var stage = Stage.start(progress, teardown, OUTPUT, users);
    var predictions = judge(stage.agent(), stage.load());
    var table = Prediction.table(predictions);
    Files.writeString(TABLE, table);
    progress.say("");
    progress.say(table);
    progress.say("Also in " + TABLE.toAbsolutePath().normalize());
    return predictions.stream().allMatch(Prediction::holds);
  }

  private List<Prediction> judge(AdminClient agent, OpenLoad load) throws Exception {
    var phases = agent.availablePhases().stream().map(AdminClient.Phase::id).toList();
    progress.during("Warming up", () -> load.run(rate, WARM_UP));
    progress.during("Letting the agent watch", () -> load.run(rate, watched));
    var predicted = agent.predictedSavings();
    progress.say("    predicted: " + predicted);
    var predictions = new ArrayList<Prediction>();
    for (var phase : phases) {
      var saved = saved(agent, load, on(phase, phases));
      var next = new Prediction(phase, predicted.getOrDefault(phase, Double.NaN), saved);
      predictions.add(next);
      progress.say("    " + next.line());
    }
    return predictions;
  }

  /** What the report says of the last phase is what the others save together. */
  private static List<String> on(String phase, List<String> phases) {
    var last = phases.size() - 1;
    return phase.equals(phases.get(last)) ? phases.subList(0, last) : List.of(phase);
  }

  private double saved(AdminClient agent, OpenLoad load, List<String> phases) throws Exception {
    var off = 0.0;
    var on = 0.0;
    for (int i = 0; i < pairs; i++) {
      off += progress.during("Off", () -> mean(agent, load));
      for (var phase : phases) {
        agent.turn(phase, true);
      }
      if (phases.contains(POOL)) {
        progress.during("Learning how connections are used", () -> learn(agent, load));
      }
      on += progress.during("On: " + String.join(", ", phases), () -> mean(agent, load));
      for (var phase : phases) {
        agent.turn(phase, false);
      }
    }
    return 1 - on / off;
  }

  /** A pool only watches at first. */
  private boolean learn(AdminClient agent, OpenLoad load) throws InterruptedException {
    for (int i = 0; i < MOST_LESSONS && !agent.usesConnectionsAgain(); i++) {
      load.run(rate, LESSON);
    }
    return agent.usesConnectionsAgain();
  }

  private double mean(AdminClient agent, OpenLoad load) throws InterruptedException {
    load.run(rate, settle);
    load.run(rate, measured);
    return agent
        .figures(Math.toIntExact(measured.toSeconds()))
        .orElseThrow(() -> new DemoException("The agent saw no authentication"))
        .latency()
        .mean();
  }
}
