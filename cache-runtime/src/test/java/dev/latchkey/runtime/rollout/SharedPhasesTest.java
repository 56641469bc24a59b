package dev.latchkey.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.rollout.SharedPhases.Shared;
import dev.latchkey.runtime.time.ManualTicker;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedPhasesTest {
  private final ManualTicker ticker = new ManualTicker();
  private final EventLog events = new EventLog(10, ticker);
  private final PhaseSwitches phases =
      new PhaseSwitches(
          Map.of(Phase.SESSION, new PhaseSetting(true, 100)),
          Set.of(Phase.SESSION, Phase.JWT),
          ticker,
          events);
  private final SharedPhases shared = new SharedPhases(phases, "m");

  private boolean take(Phase phase, boolean enabled, int percent, long version, String origin) {
    return shared.take(
        new Shared(phase.id(), enabled, false, percent, version, origin), "b:1", ticker.now());
  }

  private void change(int percent) {
    phases.change(
        Phase.SESSION,
        new PhaseChange(Optional.empty(), OptionalInt.of(percent), "api", ""),
        OptionalLong.empty());
  }

  @ParameterizedTest
  @CsvSource({"3, a, true", "2, z, true", "2, a, false", "1, z, false"})
  void theHigherVersionHoldsThenTheGreaterId(long version, String origin, boolean holds) {
    change(50);
    assertThat(take(Phase.SESSION, false, 10, version, origin)).isEqualTo(holds);
    assertThat(phases.state(Phase.SESSION).enabled()).isEqualTo(!holds);
    assertThat(shared.states().get(Phase.SESSION.ordinal()).origin())
        .isEqualTo(holds ? origin : "m");
  }

  @Test
  void whatIsConfiguredIsNobodysAndTakenByNobody() {
    assertThat(take(Phase.SESSION, false, 10, 1, "")).isFalse();
    assertThat(shared.states().get(Phase.SESSION.ordinal()).origin()).isEmpty();
  }

  @Test
  void whatCannotBeTakenIsLeft() {
    assertThat(take(Phase.INTEGRATED, true, 10, 9, "z")).isFalse();
    assertThat(take(Phase.SESSION, true, 101, 9, "z")).isFalse();
    assertThat(shared.take(new Shared("other", true, false, 1, 9, "z"), "b:1", ticker.now()))
        .isFalse();
    assertThat(events.after(0)).isEmpty();
  }

  @Test
  void theSameAgainTellsNobody() {
    assertThat(take(Phase.SESSION, true, 50, 2, "z")).isTrue();
    assertThat(take(Phase.SESSION, true, 50, 2, "z")).isFalse();
    assertThat(take(Phase.SESSION, true, 50, 3, "z")).isTrue();
    assertThat(events.after(0)).hasSize(1);
    change(60);
    assertThat(shared.states().get(Phase.SESSION.ordinal()).origin()).isEqualTo("m");
  }
}
