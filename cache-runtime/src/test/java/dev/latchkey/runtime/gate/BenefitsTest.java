package dev.latchkey.runtime.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.rollout.PhaseSetting;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenefitsTest {
  private final ManualTicker ticker = new ManualTicker();
  private final EventLog events = new EventLog(100, ticker);
  private final Metrics metrics = new Metrics(ticker, 10);
  private final TargetMeter meter =
      metrics.register(new TargetInfo("verify", Layer.JWT, "c", "m", "exact", "config"));
  private PhaseSwitches phases;
  private Benefits benefits;
  private Benefit benefit;

  @BeforeEach
  void begin() {
    Map<Phase, PhaseSetting> settings = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      settings.put(phase, new PhaseSetting(true, 100));
    }
    phases = new PhaseSwitches(settings, EnumSet.allOf(Phase.class), ticker, events);
    metrics.weaving("verify", new WeavingStatus(State.WOVEN, "", List.of()));
    benefits = new Benefits(metrics, phases, events, ticker);
    phases.onChange(benefits::phaseChanged);
    benefit = benefits.of("verify", Phase.JWT);
    benefits.tick();
  }

  private void count(CacheOutcome outcome, int calls) {
    for (int i = 0; i < calls; i++) {
      meter.outcome(outcome);
    }
  }

  private void pass(Duration time) {
    ticker.advance(time);
    benefits.tick();
  }

  private void passWindow(int hits, int misses) {
    count(CacheOutcome.HIT, hits);
    count(CacheOutcome.MISS, misses);
    pass(Benefits.WINDOW);
  }

  /** A window in which hits and misses take this long. */
  private void passWindow(int hits, double hitMicros, int misses, double missMicros) {
    for (int i = 0; i < hits; i++) {
      meter.answeredCall((long) (hitMicros * 1_000));
    }
    for (int i = 0; i < misses; i++) {
      meter.call((long) (missMicros * 1_000), false);
    }
    passWindow(hits, misses);
  }

  private String reason() {
    return metrics.weavings().get(0).status().reason();
  }

  private List<String> told() {
    return events.after(0).stream()
        .filter(event -> event.kind().equals("cache.benefit"))
        .map(Event::text)
        .toList();
  }

  @Test
  @DisplayName("F-4 a target of which fewer than 20 % are answered rests, and says why once")
  void restsWhereItDoesNotPay() {
    passWindow(1_990, 8_010);
    assertThat(benefit.isLeftOut()).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(reason())
        .isEqualTo(
            "timed only for 10 min: the cache answered 19.9 % of 10,000 calls, which saves less than"
                + " asking it costs");
    assertThat(told()).hasSize(1).first().asString().contains("verify", "10,000");
  }

  @Test
  @DisplayName("F-4 a target of which 20 % are answered goes on")
  void goesOnWhereItPays() {
    passWindow(2_000, 8_000);
    assertThat(benefit.isLeftOut()).isFalse();
    assertThat(reason()).isEmpty();
  }

  @Test
  @DisplayName("F-4 nothing is judged by few calls, nor before a cache could fill")
  void takesItsTime() {
    passWindow(0, 9_999);
    assertThat(benefit.isLeftOut()).as("few calls").isFalse();
    count(CacheOutcome.MISS, 1);
    pass(Duration.ofSeconds(1));
    assertThat(benefit.isLeftOut()).as("enough").isTrue();
  }

  @Test
  @DisplayName("F-4 a cold cache that fills within the window is left on")
  void leavesColdCachesOn() {
    count(CacheOutcome.MISS, 50_000);
    pass(Benefits.WINDOW.minusSeconds(1));
    assertThat(benefit.isLeftOut()).isFalse();
    count(CacheOutcome.HIT, 50_000);
    pass(Duration.ofSeconds(1));
    assertThat(benefit.isLeftOut()).isFalse();
  }

  @Test
  @DisplayName("F-4 a target that rests is tried again, and rests longer each time up to an hour")
  void isTriedAgain() {
    for (int minutes : new int[] {10, 20, 40, 60, 60}) {
      passWindow(0, 10_000);
      assertThat(reason()).startsWith("timed only for " + minutes + " min:");
      pass(Duration.ofMinutes(minutes).minusSeconds(1));
      assertThat(benefit.isLeftOut()).isTrue();
      pass(Duration.ofSeconds(1));
      assertThat(benefit.isLeftOut()).isFalse();
      assertThat(reason()).isEmpty();
    }
    passWindow(5_000, 5_000);
    passWindow(0, 10_000);
    assertThat(reason()).as("it paid meanwhile").startsWith("timed only for 10 min:");
  }

  @Test
  @DisplayName("F-4 a hit that is compared counts as one, so trials and samples end no cache")
  void countsComparisonsAsHits() {
    for (int i = 0; i < 10_000; i++) {
      benefit.compared();
    }
    passWindow(0, 10_000);
    assertThat(benefit.isLeftOut()).isFalse();
  }

  @Test
  @DisplayName("F-4 a flood of bad tokens does not take the cache away from the good ones")
  void isNotEndedByRefusals() {
    for (int i = 0; i < 90_000; i++) {
      benefit.unjudged();
    }
    passWindow(9_000, 91_000);
    assertThat(benefit.isLeftOut()).isFalse();
  }

  @Test
  @DisplayName("B-2 F-4 ten good tokens of one call each to one that comes back end no cache")
  void isNotEndedByAFloodOfGoodTokens() {
    passWindow(1_000, 3, 10_000, 100);
    assertThat(benefit.isLeftOut()).isFalse();
    passWindow(1_000, 3, 10_000, 60);
    assertThat(benefit.isLeftOut()).as("1,000 x 57 us against 10,000 x 6").isTrue();
  }

  @Test
  @DisplayName("F-4 answers that save less than 20 us each are not worth asking for, seen twice")
  void restsWhereAHitSavesNothing() {
    passWindow(9_000, 2, 1_000, 21.9);
    assertThat(benefit.isLeftOut()).isFalse();
    passWindow(9_000, 2, 1_000, 21.9);
    assertThat(benefit.isLeftOut()).isTrue();
    assertThat(reason())
        .isEqualTo("timed only for 10 min: an answer from memory saves 19.9 us, less than 20");
  }

  @ParameterizedTest
  @CsvSource({"9000, 2, 1000, 22.1", "9000, 1, 1000, 1000", "9990, 2, 10, 3"})
  @DisplayName("F-4 what saves 20 us goes on, and what is hardly ever asked otherwise")
  void goesOnWhereAHitSaves(int hits, double hitMicros, int misses, double missMicros) {
    passWindow(hits, hitMicros, misses, missMicros);
    passWindow(hits, hitMicros, misses, missMicros);
    assertThat(benefit.isLeftOut()).isFalse();
  }

  @Test
  @DisplayName("F-4 one slow window, as of a collection of garbage, ends no cache")
  void aPauseEndsNoCache() {
    for (int i = 0; i < 4; i++) {
      passWindow(9_000, i % 2 == 0 ? 90 : 2, 1_000, 100);
      assertThat(benefit.isLeftOut()).isFalse();
    }
  }

  @Test
  @DisplayName("F-4 a target of whose answers none can be kept is asked one time in 64")
  void triesNowAndThenWhatCannotBeKept() {
    for (int i = 0; i < 20; i++) {
      assertThat(benefit.isLeftOut()).isFalse();
      benefit.kept(false);
    }
    int asked = 0;
    for (int i = 0; i < 64_000; i++) {
      asked += benefit.isLeftOut() ? 0 : 1;
    }
    assertThat(asked).isBetween(700, 1_300);
    benefit.kept(true);
    assertThat(benefit.isLeftOut()).isFalse();
  }

  @Test
  @DisplayName("F-4 bypasses and calls of the control side say nothing")
  void countsOnlyWhatAsked() {
    count(CacheOutcome.BYPASS, 50_000);
    count(CacheOutcome.DISABLED, 50_000);
    passWindow(0, 100);
    assertThat(benefit.isLeftOut()).isFalse();
  }

  @Test
  @DisplayName("F-4 switching the phase tries its targets anew, switching another does not")
  void beginsAnewWithThePhase() {
    passWindow(0, 10_000);
    change(Phase.SESSION, false);
    assertThat(benefit.isLeftOut()).isTrue();
    change(Phase.JWT, false);
    assertThat(benefit.isLeftOut()).isFalse();
    assertThat(reason()).isEmpty();
    passWindow(0, 10_000);
    assertThat(benefit.isLeftOut()).as("off").isFalse();
  }

  private void change(Phase phase, boolean enabled) {
    phases.change(
        phase,
        new PhaseChange(
            Optional.of(enabled), Optional.empty(), OptionalInt.empty(), "test", "test"),
        OptionalLong.empty());
  }
}
