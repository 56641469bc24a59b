package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.runtime.guard.Assessment;
import dev.latchkey.runtime.guard.Decision;
import dev.latchkey.runtime.guard.Plan;
import dev.latchkey.runtime.guard.Rollout;
import dev.latchkey.runtime.guard.TestResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a phase is judged. Immutable. What does not apply is left out, and what is not known is null.
 *
 * @param status of the plan
 * @param step number of the plan's step, from 1
 * @param stepSeconds how long the present share holds
 * @param secondsToVerdict at the present rate
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutView(
    @Nullable String status,
    @Nullable List<Integer> plan,
    @Nullable Integer holdBack,
    @Nullable Integer step,
    long stepSeconds,
    @Nullable Instant coolDownUntil,
    String verdict,
    String sentence,
    @Nullable Long secondsToVerdict,
    long treatedSamples,
    long controlSamples,
    long slots,
    long pairs,
    List<Test> tests,
    List<Decision> decisions) {
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * One test.
   *
   * @param treatedMillis a time, for the tests that compare times
   * @param treatedRatio a share, for the others
   * @param low the ratio is not below this, whenever one looks
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Test(
      String test,
      @Nullable Double treatedMillis,
      @Nullable Double controlMillis,
      @Nullable Double treatedRatio,
      @Nullable Double controlRatio,
      double ratio,
      double low,
      double high,
      double limit,
      String verdict) {
    private static Test of(TestResult result) {
      boolean share = List.of("errors", "slow", "split").contains(result.test());
      return new Test(
          result.test(),
          share ? null : (Double) (result.treated() / NANOS_PER_MILLI),
          share ? null : (Double) (result.control() / NANOS_PER_MILLI),
          share ? (Double) result.treated() : null,
          share ? (Double) result.control() : null,
          result.ratio(),
          result.low(),
          result.high(),
          result.limit(),
          result.verdict().id());
    }
  }

  static RolloutView of(dev.latchkey.runtime.guard.RolloutView view) {
    Optional<Rollout> rollout = view.rollout();
    Assessment now = view.assessment();
    return new RolloutView(
        rollout.map(each -> each.status().id()).orElse(null),
        rollout.map(Rollout::plan).map(Plan::steps).orElse(null),
        rollout.map(Rollout::plan).map(Plan::holdBackPercent).orElse(null),
        rollout.map(each -> each.step() + 1).orElse(null),
        view.stepFor().toSeconds(),
        rollout.flatMap(Rollout::coolDownUntil).orElse(null),
        now.verdict().id(),
        view.sentence(),
        now.secondsToVerdict().isPresent() ? (Long) now.secondsToVerdict().getAsLong() : null,
        now.treatedSamples(),
        now.controlSamples(),
        now.slots(),
        now.pairs(),
        now.tests().stream().map(Test::of).toList(),
        view.decisions());
  }
}
