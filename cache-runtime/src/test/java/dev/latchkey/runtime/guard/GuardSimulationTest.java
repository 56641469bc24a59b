package dev.latchkey.runtime.guard;

import static dev.latchkey.runtime.guard.Scenario.USUAL;
import static dev.latchkey.runtime.guard.Simulation.DAY;
import static dev.latchkey.runtime.guard.Simulation.HOUR;
import static dev.latchkey.runtime.guard.Simulation.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.runtime.guard.Scenario.Harm;
import dev.latchkey.runtime.guard.Scenario.Noise;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Simulated rollouts, looked at after every slot. Few and short unless asked for more: {@code
 * -Dguard.runs=1000 -Dguard.hours=168} is what docs/rollout.md tells of. Seeds are the numbers of
 * the runs, so a run that fails fails again.
 */
class GuardSimulationTest {
  private static final long RUNS = Long.getLong("guard.runs", 3);
  private static final long HOURS = Long.getLong("guard.hours", 6);
  private static final long FINDING_RUNS = Math.min(200, Math.max(5, RUNS / 5));

  static Stream<Arguments> harmless() {
    return Stream.of(
        arguments("10 % treated", USUAL),
        arguments("50 % treated", USUAL.percent(50)),
        arguments("95 % treated", USUAL.percent(95)),
        arguments("very uneven subjects", USUAL.uneven()),
        arguments("very uneven subjects, 95 % treated", USUAL.uneven().percent(95)),
        arguments("20 subjects", USUAL.subjects(20)),
        arguments("a subject that is half of all traffic", USUAL.hot(0.5)),
        arguments("a long tail", USUAL.noise(Noise.PARETO)),
        arguments("hits and misses", USUAL.noise(Noise.BIMODAL)),
        arguments("always the same time", USUAL.noise(Noise.CONSTANT)),
        arguments("1 operation a second", USUAL.perSecond(1)),
        arguments("1 operation a minute", USUAL.perSecond(1 / 60.0)),
        arguments("a gain", USUAL.harm(Harm.ratio(0.3))),
        arguments("30 % more of 5 us", USUAL.millis(0.005).harm(Harm.ratio(1.3))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmless")
  void rollsNothingBackThatDoesNoHarm(String name, Scenario scenario) {
    long rolledBack = Simulation.count(RUNS, seed -> Simulation.harm(scenario, seed, HOURS * HOUR));

    System.out.printf("%s: %d of %d rolled back in %d h%n", name, rolledBack, RUNS, HOURS);
    assertThat(rolledBack).isLessThanOrEqualTo(RUNS / 100);
  }

  /**
   * One instance that finds harm rolls all back. Runs for minutes: {@code
   * -Dguard.fleets=<simulations>}; docs/rollout.md says what for.
   */
  @EnabledIfSystemProperty(named = "guard.fleets", matches = "[1-9]\\d*")
  @ParameterizedTest(name = "{0} instances")
  @ValueSource(ints = {1, 3, 10})
  void aFleetErrsNoOftenerThanOneInstance(int instances) {
    int fleets = Integer.getInteger("guard.fleets");
    for (int judges : new int[] {1, instances}) {
      Limits limits = new Limits(0.10, () -> judges);
      long back =
          Simulation.count(
              fleets, seed -> Simulation.harmOfAny(USUAL, limits, instances, seed, 7 * DAY));
      System.out.printf(
          "%d instances that judge as one of %d: %d of %d fleets rolled back in a week%n",
          instances, judges, back, fleets);
      if (judges == instances) {
        assertThat(back).isLessThanOrEqualTo(Math.max(1, fleets / 100));
      }
    }
  }

  /** The minutes are those of a simulation made apart, in another language. */
  @ParameterizedTest(name = "{0} times as slow, {1} operations a second, {2} %")
  @CsvSource({
    "1.10, 10, 10, 47",
    "1.15, 10, 10, 27",
    "1.20, 10, 10, 21",
    "1.20, 10, 50, 7",
    "1.20, 10, 95, 38",
    "1.20, 100, 10, 4.3",
    "1.50, 10, 10, 14",
    "1.50, 1, 10, 104",
    "5.00, 10, 10, 3"
  })
  void findsARegression(double ratio, double perSecond, int percent, double minutes) {
    Scenario scenario = USUAL.perSecond(perSecond).percent(percent).harm(Harm.ratio(ratio));

    double took =
        Simulation.medianMinutes(FINDING_RUNS, seed -> Simulation.harm(scenario, seed, DAY));

    System.out.printf("%s at %s/s, %d %%: %s min%n", ratio, perSecond, percent, took);
    assertThat(took).isLessThan(1.5 * minutes + 2);
  }

  @ParameterizedTest(name = "{0} times as slow")
  @CsvSource({"0.3, 20", "0.9, 33", "1.0, 77"})
  void findsThatItIsSafeToGoOn(double ratio, double minutes) {
    Scenario scenario = USUAL.harm(Harm.ratio(ratio));

    double took =
        Simulation.medianMinutes(
            FINDING_RUNS, seed -> Simulation.first(scenario, Verdict.SAFE, seed, DAY));

    System.out.printf("%s: safe after %s min%n", ratio, took);
    assertThat(took).isLessThan(1.5 * minutes);
  }

  @Test
  void doesNotCallARegressionSafe() {
    Scenario scenario = USUAL.harm(Harm.ratio(1.2));

    long called =
        Simulation.count(
            FINDING_RUNS, seed -> Simulation.first(scenario, Verdict.SAFE, seed, HOURS * HOUR));

    assertThat(called).isLessThanOrEqualTo(FINDING_RUNS / 50);
  }

  static Stream<Arguments> attacks() {
    return Stream.of(
        arguments("12 % for everybody", USUAL.harm(Harm.ratio(1.12)), 60),
        arguments("30 % for everybody", USUAL.harm(Harm.ratio(1.3)), 30),
        arguments(
            "twice as slow for a third", USUAL.harm(new Harm(2, 0.3, 0, 0.001, 0, NEVER)), 60),
        arguments(
            "the slowest twentieth three times",
            USUAL.harm(new Harm(3, 1, 0.95, 0.001, 0, NEVER)),
            60),
        arguments("30 % with a long tail", USUAL.noise(Noise.PARETO).harm(Harm.ratio(1.3)), 30),
        arguments("30 % of hits and misses", USUAL.noise(Noise.BIMODAL).harm(Harm.ratio(1.3)), 30),
        arguments("30 % beside a hot subject", USUAL.hot(0.5).harm(Harm.ratio(1.3)), 60),
        arguments("every call fails", USUAL.harm(Harm.errors(1)), 1),
        arguments("one call in 20 fails", USUAL.harm(Harm.errors(0.05)), 6),
        arguments("one call in 100 fails", USUAL.harm(Harm.errors(0.01)), 45));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void findsHarmOfEveryKind(String name, Scenario scenario, double minutes) {
    double took =
        Simulation.medianMinutes(FINDING_RUNS, seed -> Simulation.harm(scenario, seed, DAY));

    System.out.printf("%s: %s min%n", name, took);
    assertThat(took).isLessThan(minutes);
  }

  @Test
  void toleratesAWarmUp() {
    Scenario scenario = USUAL.harm(new Harm(1.3, 1, 0, 0.001, 0, 20));

    long rolledBack =
        Simulation.count(FINDING_RUNS, seed -> Simulation.harm(scenario, seed, 6 * HOUR));

    assertThat(rolledBack).isZero();
  }

  @Test
  void findsAChangeAfterGoodDays() {
    long from = Math.min(2 * DAY, HOURS * HOUR);
    Scenario scenario = USUAL.perSecond(50).harm(new Harm(1.4, 1, 0, 0.001, from, NEVER));

    double took =
        Simulation.medianMinutes(FINDING_RUNS, seed -> Simulation.harm(scenario, seed, from + DAY));

    assertThat(took - from / 4.0).isBetween(0.0, 60.0);
  }
}
