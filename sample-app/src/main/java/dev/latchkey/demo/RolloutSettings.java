package dev.latchkey.demo;

import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * Which rollouts the demonstration shows in place of its table. Immutable.
 *
 * @param kind none, a walk, or one that the guard has to stop
 * @param phases that are walked, in the agent's order; empty for all it has to offer
 * @param ratePerSecond how many requests are sent each second
 * @param step how long the guard may take over a step before the demonstration goes on without it
 */
record RolloutSettings(Kind kind, List<String> phases, int ratePerSecond, Duration step) {
  /** What is shown. */
  enum Kind {
    NONE,
    WALK,
    REGRESSION
  }

  private static final String ROLLOUT = "demo.rollout";
  private static final String REGRESS = "demo.regress";
  private static final String NO = "false";
  private static final String YES = "true";

  private static final int MAX_RATE = 1_000;
  private static final int MIN_SECONDS = 15;
  private static final int MAX_SECONDS = 86_400;

  RolloutSettings {
    phases = List.copyOf(phases);
  }

  /**
   * Reads {@code demo.rollout}, {@code demo.regress} and what goes with them.
   *
   * @throws DemoException when a value is out of range, or both are asked for
   */
  static RolloutSettings of(Properties properties) {
    var rollout = properties.getProperty(ROLLOUT, NO).strip();
    var kind = kind(rollout, properties.getProperty(REGRESS, NO).strip());
    var all = kind != Kind.WALK || rollout.equals(YES);
    return new RolloutSettings(
        kind,
        all ? List.of() : names(rollout),
        DemoSettings.number(properties, "demo.rollout.rate", 50, 1, MAX_RATE),
        Duration.ofSeconds(
            DemoSettings.number(properties, "demo.step", 600, MIN_SECONDS, MAX_SECONDS)));
  }

  private static Kind kind(String rollout, String regress) {
    if (!regress.equals(YES) && !regress.equals(NO)) {
      throw new DemoException("-D" + REGRESS + " is " + regress + ", allowed is true or false");
    }
    if (rollout.equals(NO)) {
      return regress.equals(YES) ? Kind.REGRESSION : Kind.NONE;
    }
    if (regress.equals(YES)) {
      throw new DemoException(
          "-D" + ROLLOUT + " and -D" + REGRESS + " are two shows; ask for one of them");
    }
    return Kind.WALK;
  }

  private static List<String> names(String text) {
    var names = List.of(text.split(",", -1)).stream().map(String::strip).toList();
    if (names.contains("")) {
      throw new DemoException(
          "-D"
              + ROLLOUT
              + " is "
              + text
              + ", allowed is true, false, or phases with commas between, such as jwks,jwt");
    }
    return names;
  }

  /**
   * Returns those of the phases that are to be walked.
   *
   * @throws DemoException when one is asked for that is not there
   */
  List<String> chosen(List<String> available) {
    for (var name : phases) {
      if (!available.contains(name)) {
        throw new DemoException(
            "-D" + ROLLOUT + " names " + name + ", available is " + String.join(", ", available));
      }
    }
    return phases.isEmpty() ? available : available.stream().filter(phases::contains).toList();
  }
}
