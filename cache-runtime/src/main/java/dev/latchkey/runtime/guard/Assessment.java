package dev.latchkey.runtime.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a rollout at its present share. Immutable.
 *
 * @param treatedSamples calls counted on the treated side, at most eight of a subject in 15 s
 * @param slots slots of 15 s that were looked at
 * @param pairs slots compared, after those with few calls were put together
 * @param decisive the test that decided, for {@link Verdict#HARMFUL} and {@link
 *     Verdict#SPLIT_MISMATCH}
 * @param secondsToVerdict how long a verdict will take at the present rate, as far as can be told
 */
public record Assessment(
    Verdict verdict,
    List<TestResult> tests,
    long treatedSamples,
    long controlSamples,
    long slots,
    long pairs,
    Optional<TestResult> decisive,
    OptionalLong secondsToVerdict) {

  /** What is known before anything was seen. */
  static final Assessment NOTHING = none(Verdict.NOT_ENOUGH_DATA);

  /** What is known when nobody is on the control side. */
  static final Assessment NO_CONTROL = none(Verdict.NO_CONTROL);

  /** Copies the list. */
  public Assessment {
    tests = List.copyOf(tests);
  }

  /**
   * Returns whether nobody is on the control side and the mean of a good while is above that of the
   * stored baseline by more than the limit.
   */
  boolean isSlowerThanBaseline() {
    return verdict == Verdict.NO_CONTROL
        && treatedSamples >= ControlWindow.SLOTS * (long) Judge.FEWEST_SAMPLES
        && tests.stream()
            .anyMatch(test -> test.test().equals("mean") && test.ratio() > test.limit());
  }

  /** Returns this assessment with the time that a verdict will take. */
  Assessment within(OptionalLong seconds) {
    return new Assessment(
        verdict, tests, treatedSamples, controlSamples, slots, pairs, decisive, seconds);
  }

  /**
   * Returns what can be said when nobody is on the control side: figures beside those of the stored
   * baseline, and no verdict. Load and time of day may be others by now.
   */
  static Assessment against(Baseline baseline, ControlWindow treated, Limits limits) {
    List<TestResult> tests = new ArrayList<>();
    if (!treated.isEmpty()) {
      tests.add(beside("mean", treated.meanNanos(), baseline.meanNanos(), limits));
      tests.add(beside("p50", nanos(treated, 0.5), baseline.p50Nanos(), limits));
      tests.add(beside("p95", nanos(treated, 0.95), baseline.p95Nanos(), limits));
    }
    return new Assessment(
        Verdict.NO_CONTROL,
        tests,
        treated.samples(),
        baseline.samples(),
        0,
        0,
        Optional.empty(),
        OptionalLong.empty());
  }

  private static TestResult beside(String name, double now, double then, Limits limits) {
    return new TestResult(
        name,
        now,
        then,
        now / then,
        Double.NaN,
        Double.NaN,
        limits.margin(then),
        Verdict.NO_CONTROL);
  }

  private static double nanos(ControlWindow window, double quantile) {
    return LogBuckets.nanos(window.quantile(quantile).bucket());
  }

  private static Assessment none(Verdict verdict) {
    return new Assessment(verdict, List.of(), 0, 0, 0, 0, Optional.empty(), OptionalLong.empty());
  }
}
