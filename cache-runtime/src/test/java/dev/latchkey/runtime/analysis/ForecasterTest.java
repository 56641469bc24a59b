package dev.latchkey.runtime.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.PhasesConfig;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForecasterTest {
  private final ManualTicker ticker = new ManualTicker();
  private final PhaseSwitches phases =
      new PhaseSwitches(
          Map.of(), Set.of(Phase.JWT, Phase.SESSION), ticker, new EventLog(10, ticker));
  private final Metrics metrics = new Metrics(ticker, 100);
  private final OperationTracker operations = new OperationTracker(metrics, ticker);
  private final Forecaster forecaster =
      new Forecaster(phases, () -> PhasesConfig.DEFAULT, metrics::summary, ticker);
  private long number;

  private void seconds(int seconds, int tokens) {
    for (int i = 0; i < seconds; i++) {
      for (int call = 0; call < 10; call++) {
        var operation = operations.enter(Layer.JWT, 1);
        if (forecaster.wants(Phase.JWT)) {
          forecaster.saw(Phase.JWT, (1 + number % tokens) * 0x9e3779b97f4a7c15L);
        }
        number++;
        ticker.advance(Duration.ofMillis(8));
        operations.exit(operation, 1, false);
      }
      ticker.advance(Duration.ofMillis(920));
      forecaster.tick();
      metrics.tick();
    }
  }

  private void phase(boolean on) {
    phases.change(
        Phase.JWT,
        new PhaseChange(Optional.of(on), OptionalInt.empty(), "api", ""),
        OptionalLong.empty());
  }

  @Test
  void saysBeforeAnythingIsOnWhatAPhaseWouldSave() {
    seconds(370, 300); // a token comes again after 30 s, an answer lives for 3 minutes

    Forecast forecast = forecaster.forecast(Phase.JWT).orElseThrow();
    assertThat(forecast.settled()).isTrue();
    assertThat(forecast.hitRatio()).isCloseTo(5 / 6.0, within(0.03));
    assertThat(forecast.keys()).isEqualTo(300);
    assertThat(forecast.savedMillis()).isCloseTo(8 * forecast.hitRatio(), within(0.5));
    assertThat(forecast.authMillis()).isCloseTo(8, within(0.5));
  }

  @Test
  void saysThatTokensThatAreNeverSeenAgainSaveNothing() {
    seconds(370, Integer.MAX_VALUE);

    assertThat(forecaster.forecast(Phase.JWT).orElseThrow().hitRatio()).isZero();
  }

  @Test
  void saysNothingWhenThereIsNothingToTellItFrom() {
    for (int i = 0; i < 400; i++) {
      ticker.advance(Duration.ofSeconds(1));
      forecaster.tick();
      metrics.tick();
    }

    assertThat(forecaster.forecast(Phase.JWT)).isEmpty();
    assertThat(forecaster.forecast(Phase.POOL)).isEmpty();
  }

  @Test
  void watchesForAWhileAndThenLeavesCallsAlone() {
    seconds(1, 10);
    assertThat(phases.wantsCalls(Phase.JWT)).isTrue();
    seconds(370, 10);
    assertThat(phases.wantsCalls(Phase.JWT)).isFalse();
    seconds(600, 10);
    assertThat(phases.wantsCalls(Phase.JWT)).isTrue();
  }

  @Test
  void keepsTheLastForecastWhenThePhaseIsSwitchedOnAndWatchesNoMore() {
    seconds(100, 10);
    phase(true);
    assertThat(forecaster.wants(Phase.JWT)).isFalse();
    seconds(2, 10);

    assertThat(forecaster.forecast(Phase.JWT).orElseThrow().hitRatio()).isGreaterThan(0.9);
    phase(false);
    seconds(700, 10);
    assertThat(phases.isObserved(Phase.JWT)).isTrue();
  }
}
