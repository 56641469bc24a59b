package dev.latchkey.runtime.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.metrics.AgentCost;
import dev.latchkey.runtime.metrics.LatencySummary;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.metrics.SystemSummary;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.pool.PoolSnapshot;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSetting;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatesTest {
  private static final long MILLI = 1_000_000;

  private static PhaseSwitches switches(boolean on) {
    Map<Phase, PhaseSetting> settings = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      settings.put(phase, new PhaseSetting(on, 100));
    }
    Ticker ticker = Ticker.system();
    return new PhaseSwitches(
        settings, EnumSet.allOf(Phase.class), ticker, new EventLog(10, ticker));
  }

  private static Gate pool(boolean on, PoolSnapshot... pools) {
    return new Gates(switches(on), () -> summary(0, 0, 0), () -> List.of(pools))
        .of(Phase.POOL)
        .orElseThrow();
  }

  /** A pool whose connections take 20 ms to open and, each time, 0.2 ms to use again. */
  private static PoolSnapshot used(long reused, long overflow, int active, double utilization) {
    return new PoolSnapshot(
        "p1",
        "",
        "",
        "reusing",
        "",
        active,
        1,
        20 + overflow,
        reused,
        overflow,
        Map.of(),
        0,
        0,
        Map.of(),
        20 * MILLI,
        0,
        0,
        0,
        0,
        reused * MILLI / 5,
        utilization,
        PoolSnapshot.Queue.NONE,
        PoolSnapshot.Acquiring.NONE,
        List.of());
  }

  private static Summary summary(long hits, long misses, double meanMillis) {
    long operations = hits + misses;
    return new Summary(
        Instant.EPOCH,
        Duration.ofSeconds(60),
        new LatencySummary(operations, 1, 1, 1, 1, 1, 1),
        1,
        1,
        Map.of(),
        0,
        Map.of(Layer.JWKS, meanMillis),
        Map.of(
            Layer.JWKS,
            Map.of(CacheOutcome.HIT, hits, CacheOutcome.MISS, misses, CacheOutcome.DISABLED, 999L)),
        0,
        0,
        SystemSummary.UNKNOWN,
        new AgentCost(0, 0, 0, 0, 0, 0));
  }

  private static Gate jwks(long hits, long misses, double meanMillis) {
    return new Gates(switches(true), () -> summary(hits, misses, meanMillis), List::of)
        .of(Phase.JWKS)
        .orElseThrow();
  }

  private static List<GateVerdict> verdicts(Gate gate) {
    return gate.criteria().stream().map(Criterion::verdict).toList();
  }

  @Test
  void passesAPoolThatReusesAndIsBusy() {
    Gate gate = pool(true, used(9_900, 100, 9, 0.9));
    assertThat(gate.criteria())
        .extracting(Criterion::name)
        .containsExactly("connection-overhead", "utilization", "connections-avoided");
    assertThat(gate.criteria().get(0).value()).isCloseTo(0.398, within(1e-6));
    assertThat(gate.criteria().get(1).value()).isCloseTo(0.9, within(1e-6));
    assertThat(gate.criteria().get(2).value()).isCloseTo(0.99, within(1e-6));
    assertThat(gate.verdict()).isEqualTo(GateVerdict.PASS);
  }

  @Test
  void failsAPoolThatOpensMostConnections() {
    Gate gate = pool(true, used(400, 600, 9, 0.9));
    assertThat(verdicts(gate))
        .containsExactly(GateVerdict.FAIL, GateVerdict.PASS, GateVerdict.FAIL);
    assertThat(gate.verdict()).isEqualTo(GateVerdict.FAIL);
  }

  @Test
  void failsAPoolThatKeepsTooMuchUnderLoad() {
    assertThat(verdicts(pool(true, used(2_000, 0, 9, 0.5))).get(1)).isEqualTo(GateVerdict.FAIL);
  }

  @Test
  void judgesNoUtilizationWithoutALoad() {
    Gate gate = pool(true, used(2_000, 0, 0, 0.01));
    assertThat(verdicts(gate))
        .containsExactly(GateVerdict.PASS, GateVerdict.NOT_ENOUGH_DATA, GateVerdict.PASS);
    assertThat(gate.verdict()).isEqualTo(GateVerdict.NOT_ENOUGH_DATA);
  }

  @Test
  void judgesNothingByFewCallsOrWithThePhaseOff() {
    assertThat(verdicts(pool(true, used(999, 0, 9, 0.9))).get(0))
        .isEqualTo(GateVerdict.NOT_ENOUGH_DATA);
    assertThat(verdicts(pool(true))).containsOnly(GateVerdict.NOT_ENOUGH_DATA);
    assertThat(verdicts(pool(false, used(9_900, 100, 9, 0.9))))
        .containsOnly(GateVerdict.NOT_ENOUGH_DATA);
  }

  @Test
  void judgesACacheByItsHitsAndItsTime() {
    assertThat(jwks(95, 5, 12).verdict()).isEqualTo(GateVerdict.PASS);
    assertThat(verdicts(jwks(90, 10, 12))).containsExactly(GateVerdict.FAIL, GateVerdict.PASS);
    assertThat(verdicts(jwks(95, 5, 50))).containsExactly(GateVerdict.PASS, GateVerdict.FAIL);
    assertThat(verdicts(jwks(94, 5, 12))).containsOnly(GateVerdict.NOT_ENOUGH_DATA);
  }

  @Test
  void hasNoGateWhereNothingIsMeasured() {
    Gates gates = new Gates(switches(true), () -> summary(0, 0, 0), List::of);
    assertThat(gates.of(Phase.INTEGRATED)).isEmpty();
    assertThat(gates.all())
        .extracting(Gate::phase)
        .containsExactly(Phase.JWKS, Phase.JWT, Phase.SESSION, Phase.POOL);
  }
}
