package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.runtime.analysis.Forecast;
import dev.latchkey.runtime.analysis.Forecaster;
import dev.latchkey.runtime.guard.RolloutView;
import dev.latchkey.runtime.guard.TestResult;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.shadow.ShadowFigures;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What speaks for a phase and against it, beside the guard's verdict. Thread-safe. */
public final class PhaseEvidence {
  private static final double NANOS_PER_MILLI = 1e6;

  private final ShadowChecks checks;
  private final Forecaster forecaster;
  private final Supplier<Summary> summary;

  /**
   * Shows these.
   *
   * @param summary of the last minute
   */
  public PhaseEvidence(ShadowChecks checks, Forecaster forecaster, Supplier<Summary> summary) {
    this.checks = checks;
    this.forecaster = forecaster;
    this.summary = summary;
  }

  /** What comparisons with the application's own answers have shown since the agent started. */
  public record Checks(long compared, long equal, List<Cause> mismatches) {}

  /** Mismatches of one cause. */
  public record Cause(String cause, long count, Instant lastAt, String lastTarget) {
    private static Cause of(ShadowFigures.Cause of) {
      return new Cause(of.cause().id(), of.count(), of.lastAt(), of.lastTarget());
    }
  }

  /**
   * What a phase would bring, and what it brings. What is not known is null.
   *
   * @param settled whether calls were watched for longer than an answer lives; before, the true
   *     share of hits is higher
   * @param keys how many different tokens, key sets or users a cache would hold
   * @param hitRatio share of calls that would not have run
   * @param savedMillis mean time that an auth operation would have taken less, of {@code
   *     authMillis}
   * @param measuredHitRatio the last minute's, while the phase is on
   * @param measuredSavedMillis what the treated side takes less than the control side
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record ForecastView(
      Instant at,
      boolean settled,
      long samples,
      long keys,
      double hitRatio,
      double savedMillis,
      double authMillis,
      @Nullable Double measuredHitRatio,
      @Nullable Double measuredSavedMillis) {}

  Optional<Checks> checks(Phase phase) {
    if (!phase.keepsAnswers()) {
      return Optional.empty();
    }
    ShadowFigures figures = checks.figures(phase);
    return Optional.of(
        new Checks(
            figures.compared(),
            figures.equal(),
            figures.mismatches().stream().map(Cause::of).toList()));
  }

  Optional<ForecastView> forecast(RolloutView judged) {
    Phase phase = judged.state().phase();
    return forecaster.forecast(phase).map(forecast -> view(forecast, judged));
  }

  private ForecastView view(Forecast forecast, RolloutView judged) {
    boolean on = judged.state().enabled();
    double hits = summary.get().hitRatio(Forecaster.layer(forecast.phase()));
    Optional<Double> saved =
        judged.assessment().tests().stream()
            .filter(test -> test.test().equals("mean"))
            .map(PhaseEvidence::savedMillis)
            .filter(Double::isFinite)
            .findFirst();
    return new ForecastView(
        forecast.at(),
        forecast.settled(),
        forecast.samples(),
        forecast.keys(),
        forecast.hitRatio(),
        forecast.savedMillis(),
        forecast.authMillis(),
        on && Double.isFinite(hits) ? (Double) hits : null,
        on ? saved.orElse(null) : null);
  }

  private static double savedMillis(TestResult mean) {
    return (mean.control() - mean.treated()) / NANOS_PER_MILLI;
  }
}
