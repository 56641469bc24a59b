package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.latchkey.dashboard.SimulatedApp;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private final SimulatedApp app = new SimulatedApp(Instant.parse("2026-11-24T08:00:00Z"));
  private final DatabaseEndpoint unused =
      new DatabaseEndpoint(
          app.services().database(), app.services().events(), app.services().ticker());
  private final DatabaseEndpoint used =
      new DatabaseEndpoint(
          app.withTargets().services().database(),
          app.services().events(),
          app.services().ticker());

  @Test
  @DisplayName("POOL-41 a pool shows how much of its use was reuse, and what that saved")
  void showsReuse() {
    var pool = used.pools().pools().get(0);
    assertThat(pool.reuseRatio()).isCloseTo(8_214.0 / 8_256, within(1e-9));
    assertThat(pool.savedSeconds()).isCloseTo(139.7, within(0.01));
    assertThat(pool.connectP50Millis()).isEqualTo(17.2);
  }

  @Test
  @DisplayName(
      "POOL-41 a pool shows how long getting a connection takes, and what holds one longest")
  void showsGettingAndHolding() {
    var pool = used.pools().pools().get(0);
    assertThat(pool.acquireP50Millis()).isEqualTo(0.21);
    assertThat(pool.acquireP95Millis()).isEqualTo(0.34);
    assertThat(pool.acquireP99Millis()).isEqualTo(1.1);
    assertThat(pool.connectP95Millis()).isEqualTo(22);
    assertThat(pool.longestHeldMillis()).isEqualTo(6_400);
    assertThat(pool.longestHeldStack()).contains("com.example.orders.Export.run:88");
    var other = used.pools().pools().get(1);
    assertThat(other.longestHeldMillis()).isNull();
    assertThat(other.longestHeldStack()).isEmpty();
  }

  @Test
  void saysInAWordHowPressingAFindingIs() {
    assertThat(used.advice().advice())
        .extracting(DatabaseEndpoint.AdviceView::severity)
        .as("the last one was followed")
        .containsExactly("warning", "warning", "info");
  }

  @Test
  void showsWhatFollowedAdviceGained() {
    var done = used.advice().advice().get(2);
    assertThat(done.followedAt()).isNotNull();
    assertThat(done.beforeMillis()).isEqualTo(9.1);
    assertThat(done.nowMillis()).isEqualTo(0.21);
    assertThat(used.advice().advice().get(0).followedAt()).isNull();
  }

  @Test
  @DisplayName("POOL-32 a pool shows its limit, who waits, and what went beyond it")
  void showsTheLimit() {
    var pool = used.pools().pools().get(0);
    assertThat(pool.engine()).isEqualTo("bounded");
    assertThat(pool.limit()).isEqualTo(9);
    assertThat(pool.waiting()).isEqualTo(2);
    assertThat(pool.waitP99Millis()).isEqualTo(64);
    assertThat(pool.timeouts()).isEqualTo(6);
    assertThat(pool.beyondLimit()).isEqualTo(5);
    assertThat(used.pools().pools().get(1).limit()).isNull();
  }

  @Test
  void leavesOutWhatWasNotMeasured() {
    var pool = used.pools().pools().get(1);
    assertThat(pool.utilizationRatio()).isNull();
    assertThat(pool.resetP50Millis()).isNull();
  }

  @Test
  void showsWhatShareOfTheTimeAStatementTookLately() {
    var statements = used.statements();
    assertThat(statements.windowMinutes()).isEqualTo(15);
    assertThat(statements.known()).as("one has not run in that time").isEqualTo(3);
    var slowest = statements.statements().get(0);
    assertThat(slowest.timeRatio()).isCloseTo(2_808.0 / 5_360, within(0.001));
    assertThat(slowest.meanMillis()).isCloseTo(9, within(0.001));
    assertThat(slowest.calls()).isEqualTo(312);
    assertThat(slowest.callsSinceStart()).isEqualTo(812);
  }

  @Test
  void showsTheRowsOfStatementsThatChangeSome() {
    assertThat(used.statements().statements())
        .extracting(DatabaseEndpoint.StatementView::rowsMean)
        .containsExactly(null, null, 1.0);
  }

  @Test
  @DisplayName("POOL-41 a pool shows what one connection costs, and what it held over time")
  void showsWhatItHeld() {
    var pool = used.pools().pools().get(0);
    assertThat(pool.overheadMillis()).isCloseTo(2_256.4 / 8_226, within(0.001));
    assertThat(pool.trace().stepSeconds()).isEqualTo(15);
    assertThat(pool.trace().active()).hasSize(40).startsWith(2.0);
    assertThat(pool.trace().waiting()).endsWith(0, 2, 2, 2, 2);
    assertThat(used.pools().pools().get(1).overheadMillis()).isNull();
    assertThat(used.pools().pools().get(1).trace().active()).isEmpty();
  }

  @Test
  void isEmptyBeforeAnyUse() {
    assertThat(unused.pools().pools()).isEmpty();
    assertThat(unused.statements().statements()).isEmpty();
    assertThat(unused.advice().advice()).isEmpty();
  }
}
