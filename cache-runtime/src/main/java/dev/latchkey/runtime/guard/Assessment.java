package dev.latchkey.runtime.guard;

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

  /** Returns this assessment with the time that a verdict will take. */
  Assessment within(OptionalLong seconds) {
    return new Assessment(
        verdict, tests, treatedSamples, controlSamples, slots, pairs, decisive, seconds);
  }

  private static Assessment none(Verdict verdict) {
    return new Assessment(verdict, List.of(), 0, 0, 0, 0, Optional.empty(), OptionalLong.empty());
  }
}
