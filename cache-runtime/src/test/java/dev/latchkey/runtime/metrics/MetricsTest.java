package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.FailureKind;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.ManualTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  private final ManualTicker ticker = new ManualTicker();
  private final Metrics metrics = new Metrics(ticker, 100);
  private final OperationTracker tracker = new OperationTracker(metrics, ticker);

  private void authenticate(Duration authTime, Duration jwtTime, boolean failed) {
    Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
    ticker.advance(authTime);
    tracker.enter(Layer.JWT, 2);
    ticker.advance(jwtTime);
    tracker.exit(operation, 2, false);
    tracker.exit(operation, 1, failed);
  }

  private void passSecond() {
    ticker.advance(Duration.ofSeconds(1));
    metrics.tick();
  }

  private double series(String id) {
    List<String> ids = metrics.series().schema().stream().map(SeriesInfo::id).toList();
    return metrics.series().latest(1).get(0).values()[ids.indexOf(id)];
  }

  private static TargetInfo target(String name, Layer layer) {
    return new TargetInfo(name, layer, "com.example.Verifier", "verify", "exact", "config");
  }

  @Nested
  class BeforeTheFirstTick {
    @Test
    void nothingIsKnown() {
      authenticate(Duration.ofMillis(1), Duration.ZERO, false);
      Summary summary = metrics.summary();

      assertThat(summary.auth()).isEqualTo(LatencySummary.EMPTY);
      assertThat(summary.ratePerSecond()).isNaN();
      assertThat(summary.system()).isEqualTo(SystemSummary.UNKNOWN);
      assertThat(metrics.series().latest(10)).isEmpty();
    }
  }

  @Nested
  class WhatMonitoringSystemsRead {
    @Test
    void operationsUnderWayAreCountedUntilTheyEnd() {
      metrics.follow(tracker);
      Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
      tracker.enter(Layer.JWT, 2);
      passSecond();
      assertThat(metrics.export().authRunning()).isEqualTo(1);
      assertThat(metrics.summary().concurrent()).isEqualTo(1);

      // The exit of the inner segment is lost.
      tracker.exit(operation, 1, false);
      assertThat(metrics.export().authRunning()).isZero();
    }

    @Test
    void loadsAreToldByLayerAndStayWhenTheirTargetGoes() {
      assertThat(metrics.export().cacheLoads()).isEmpty();
      TargetMeter one = metrics.register(target("one", Layer.JWT));
      TargetMeter other = metrics.register(target("other", Layer.JWT));
      one.loadedCall(Duration.ofMillis(2).toNanos(), false);
      one.answeredCall(900);
      other.loadedCall(Duration.ofMinutes(1).toNanos(), true);
      other.call(Duration.ofMillis(2).toNanos(), false);
      HistogramExport loads = metrics.export().cacheLoads().get(0);
      assertThat(loads.stage()).isEqualTo("jwt");
      assertThat(loads.count()).isEqualTo(2);
      assertThat(loads.sumSeconds()).isEqualTo(60.002, within(0.001));
      assertThat(loads.cumulativeCounts().get(loads.upperBoundsSeconds().indexOf(0.001))).isZero();
      assertThat(loads.cumulativeCounts().get(loads.upperBoundsSeconds().indexOf(0.0025))).isOne();
      assertThat(loads.cumulativeCounts().get(loads.upperBoundsSeconds().indexOf(10.0))).isOne();

      metrics.retain(List.of(other));
      assertThat(metrics.export().cacheLoads().get(0)).isEqualTo(loads);
      metrics.retain(List.of(one, other));
      one.loadedCall(Duration.ofMillis(2).toNanos(), false);
      assertThat(metrics.export().cacheLoads().get(0).count()).isEqualTo(3);
      assertThat(metrics.export().targets().get(0).calls()).isEqualTo(3);
    }

    @Test
    void anOperationWhoseExitIsLostIsNotCountedForever() {
      metrics.follow(tracker);
      tracker.enter(Layer.OTHER, 7);
      tracker.enter(Layer.AUTH, 1);
      ticker.advance(Duration.ofMinutes(11));
      Operation next = Objects.requireNonNull(tracker.enter(Layer.OTHER, 7));
      assertThat(metrics.export().authRunning()).isZero();
      tracker.exit(next, 7, false);
    }

    @Test
    void failuresAreToldByKind() {
      Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
      tracker.enter(Layer.JWT, 2);
      operation.fails(2, new IOException("only inside"));
      tracker.exit(operation, 2, true);
      operation.fails(1, new SecurityException("no"));
      tracker.exit(operation, 1, true);
      authenticate(Duration.ofMillis(1), Duration.ZERO, true);
      authenticate(Duration.ofMillis(1), Duration.ZERO, false);
      passSecond();

      assertThat(metrics.export().failures())
          .containsEntry(FailureKind.REJECTED, 1L)
          .containsEntry(FailureKind.OTHER, 1L)
          .containsEntry(FailureKind.CONNECTION, 0L);
      assertThat(metrics.summary().failures())
          .isEqualTo(Map.of(FailureKind.REJECTED, 1L, FailureKind.OTHER, 1L));
    }

    @Test
    void bothSidesOfARolloutAreToldApart() {
      for (int i = 0; i < 10; i++) {
        Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
        if (i < 3) {
          operation.markTreated(1 << 1);
        } else {
          operation.markControl(1 << 1);
        }
        ticker.advance(Duration.ofMillis(i < 3 ? 2 : 20));
        tracker.exit(operation, 1, i == 9);
      }
      authenticate(Duration.ofMillis(1), Duration.ZERO, false);

      List<CohortExport> cohorts = metrics.export().cohorts();
      assertThat(cohorts).hasSize(2);
      assertThat(cohorts.get(0).phaseIndex()).isEqualTo(1);
      assertThat(cohorts.get(0).treated()).isTrue();
      assertThat(cohorts.get(0).durations().count()).isEqualTo(3);
      assertThat(cohorts.get(0).durations().sumSeconds()).isCloseTo(0.006, within(1e-9));
      assertThat(cohorts.get(0).failed()).isZero();
      assertThat(cohorts.get(1).treated()).isFalse();
      assertThat(cohorts.get(1).durations().count()).isEqualTo(7);
      assertThat(cohorts.get(1).durations().cumulativeCounts())
          .endsWith(0L, 7L, 7L, 7L, 7L, 7L, 7L, 7L, 7L, 7L);
      assertThat(cohorts.get(1).failed()).isEqualTo(1);
    }

    @Test
    void theCostOfTheAgentIsNothingButWhatWasMeasured() {
      metrics.follow(tracker);
      assertThat(metrics.agentCost().nanosPerCall()).isNaN();
      double before = metrics.agentCost().heapBytes();
      tracker.callCost().entered(100);
      tracker.callCost().left(50);
      authenticate(Duration.ofMillis(1), Duration.ZERO, false);
      passSecond();

      assertThat(metrics.agentCost().nanosPerCall()).isEqualTo(150);
      assertThat(metrics.agentCost().sampledCalls()).isEqualTo(1);
      assertThat(metrics.agentCost().heapBytes()).isGreaterThan(before + 20_000);
    }

    @Test
    void oneCallInAThousandIsLookedAt() {
      int drawn = 0;
      for (long begun = 0; begun < 1L << 30; begun += 1_000) {
        if (tracker.callCost().draws(begun)) {
          drawn++;
        }
      }
      assertThat(drawn).isBetween(900, 1_200);
    }
  }

  @Nested
  class WhenNothingHappened {
    @Test
    void ratesAreZeroAndTheRestIsNoData() {
      passSecond();
      Summary summary = metrics.summary();

      assertThat(summary.ratePerSecond()).isZero();
      assertThat(summary.connectionsOpened()).isZero();
      assertThat(summary.auth()).isEqualTo(LatencySummary.EMPTY);
      assertThat(summary.successRatio()).isNaN();
      assertThat(summary.meanMillisByLayer().values()).hasSize(7).allMatch(mean -> mean.isNaN());
      assertThat(summary.hitRatio(Layer.JWT)).isNaN();
      assertThat(summary.outcomes()).isEmpty();
    }

    @Test
    void seriesSayTheSame() {
      passSecond();

      assertThat(series("auth.rate")).isZero();
      assertThat(series("auth.errors")).isZero();
      assertThat(series("db.connections")).isZero();
      assertThat(series("auth.mean")).isNaN();
      assertThat(series("auth.p99")).isNaN();
      assertThat(series("layer.jwt.mean")).isNaN();
      assertThat(series("cache.jwt.hit")).isNaN();
      assertThat(series("jvm.heap")).isPositive();
    }

    @Test
    void aTickWithoutTimeHasNoRate() {
      metrics.tick();

      assertThat(metrics.summary().ratePerSecond()).isNaN();
      assertThat(series("auth.rate")).isNaN();
    }
  }

  @Nested
  class AfterAuthOperations {
    @Test
    void theSummaryTellsWhereTheTimeWent() {
      authenticate(Duration.ofMillis(2), Duration.ofMillis(6), false);
      authenticate(Duration.ofMillis(4), Duration.ofMillis(8), true);
      ticker.advance(Duration.ofMillis(980));
      metrics.tick();
      Summary summary = metrics.summary();

      assertThat(summary.window()).isEqualTo(Duration.ofMinutes(1));
      assertThat(summary.at()).isEqualTo(ticker.now());
      assertThat(summary.auth().count()).isEqualTo(2);
      assertThat(summary.auth().meanMillis()).isEqualTo(10.0);
      assertThat(summary.ratePerSecond()).isEqualTo(2.0);
      assertThat(summary.successRatio()).isEqualTo(0.5);
      assertThat(summary.meanMillisByLayer())
          .containsEntry(Layer.AUTH, 3.0)
          .containsEntry(Layer.JWT, 7.0)
          .containsEntry(Layer.DB, 0.0);
      assertThat(summary.meanMillisByLayer().keySet()).containsExactly(Layer.values());
      assertThat(series("auth.rate")).isEqualTo(2.0);
      assertThat(series("auth.errors")).isEqualTo(1.0);
      assertThat(series("auth.mean")).isEqualTo(10.0);
      assertThat(series("layer.jwt.mean")).isEqualTo(7.0);
    }

    @Test
    void theWindowForgetsWhatIsOlderThanAMinute() {
      authenticate(Duration.ofMillis(5), Duration.ZERO, false);
      passSecond();
      for (int second = 2; second <= 60; second++) {
        passSecond();
      }
      assertThat(metrics.summary().auth().count()).isEqualTo(1);
      assertThat(series("auth.mean")).as("its own second is long gone").isNaN();

      passSecond();

      assertThat(metrics.summary().auth()).isEqualTo(LatencySummary.EMPTY);
      assertThat(metrics.summary().ratePerSecond()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 42, 20_261_124})
    void percentilesAreThoseOfTheSortedValues(long seed) {
      System.out.println("seed " + seed);
      var random = new SplittableRandom(seed);
      var values = new ArrayList<Long>();
      for (int second = 0; second < 60; second++) {
        int count = random.nextInt(0, 200);
        for (int i = 0; i < count; i++) {
          long nanos = (long) Math.exp(random.nextDouble(Math.log(2_000), Math.log(50e9)));
          values.add(nanos);
          authenticate(Duration.ofNanos(nanos), Duration.ZERO, false);
        }
        passSecond();
      }
      long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
      LatencySummary auth = metrics.summary().auth();

      assertThat(auth.count()).isEqualTo(sorted.length);
      assertNear(auth.p50Millis(), quantile(sorted, 0.50));
      assertNear(auth.p95Millis(), quantile(sorted, 0.95));
      assertNear(auth.p99Millis(), quantile(sorted, 0.99));
      assertNear(auth.maxMillis(), sorted[sorted.length - 1]);
      double mean = Arrays.stream(sorted).average().orElseThrow() / 1e6;
      assertThat(auth.meanMillis()).isCloseTo(mean, within(mean * 1e-9));
    }

    private static long quantile(long[] sorted, double share) {
      return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** Two digits: a value is off by at most a hundredth, or by the smallest unit. */
    private static void assertNear(double millis, long nanos) {
      assertThat(millis * 1e6).isCloseTo(nanos, within(Math.max(100, nanos * 0.01)));
    }
  }

  @Nested
  class Targets {
    @Test
    void startWaitingAndWithoutFigures() {
      metrics.register(target("verify", Layer.JWT));

      TargetSnapshot snapshot = metrics.targets().get(0);
      assertThat(snapshot.weaving().state()).isEqualTo(WeavingStatus.State.WAITING);
      assertThat(snapshot.calls()).isZero();
      assertThat(snapshot.outcomes()).isEmpty();
      assertThat(snapshot.latency()).isEqualTo(LatencySummary.EMPTY);
    }

    @Test
    void addUpSinceTheyWereRegistered() {
      TargetMeter meter = metrics.register(target("verify", Layer.JWT));
      meter.call(1_000_000, false);
      meter.call(3_000_000, true);
      meter.outcome(CacheOutcome.HIT);
      meter.outcome(CacheOutcome.DISABLED);
      metrics.weaving(
          "verify",
          new WeavingStatus(
              WeavingStatus.State.WOVEN,
              "",
              List.of(new WovenMethod("a.B", "c()", "app", "b-1.jar", "1"))));

      TargetSnapshot snapshot = metrics.targets().get(0);
      assertThat(snapshot.calls()).isEqualTo(2);
      assertThat(snapshot.errors()).isEqualTo(1);
      assertThat(snapshot.latency().meanMillis()).isEqualTo(2.0);
      assertThat(snapshot.outcomes())
          .isEqualTo(Map.of(CacheOutcome.HIT, 1L, CacheOutcome.DISABLED, 1L));
      assertThat(snapshot.weaving().woven())
          .containsExactly(new WovenMethod("a.B", "c()", "app", "b-1.jar", "1"));
    }

    @Test
    void keepTheOrderOfRegistration() {
      for (String name : List.of("c", "a", "b")) {
        metrics.register(target(name, Layer.OTHER));
      }

      assertThat(metrics.targets())
          .extracting(each -> each.info().name())
          .containsExactly("c", "a", "b");
    }

    @Test
    void keepTheirFiguresWhenRegisteredAgainAsTheyWere() {
      TargetMeter meter = metrics.register(target("verify", Layer.JWT));

      assertThat(metrics.register(target("verify", Layer.JWT))).isSameAs(meter);
      assertThat(metrics.register(target("verify", Layer.CRYPTO))).isNotSameAs(meter);
      assertThat(metrics.targets()).hasSize(1);
    }

    @Test
    void thatAreGoneHarmNobody() {
      TargetMeter meter = metrics.register(target("verify", Layer.JWT));
      metrics.retain(List.of());

      meter.call(1, false);
      metrics.weaving("verify", new WeavingStatus(WeavingStatus.State.WOVEN, "", List.of()));
      assertThat(metrics.targets()).isEmpty();
    }

    @Test
    void connectionsAreCountedWhenTheyAreOpened() {
      metrics.connections().opened(1);
      metrics.connections().opened(1);
      metrics.connections().open(() -> 7);
      passSecond();

      assertThat(metrics.summary().connectionsOpen()).isEqualTo(7);

      assertThat(metrics.summary().connectionsOpened()).isEqualTo(2);
      assertThat(series("db.connections")).isEqualTo(2.0);
      passSecond();
      assertThat(metrics.summary().connectionsOpened()).isEqualTo(2);
      assertThat(series("db.connections")).isZero();
    }
  }

  @Nested
  class CacheOutcomes {
    @Test
    void giveTheHitRatioOfALayer() {
      TargetMeter first = metrics.register(target("first", Layer.JWT));
      TargetMeter second = metrics.register(target("second", Layer.JWT));
      first.outcome(CacheOutcome.HIT);
      first.outcome(CacheOutcome.MISS);
      second.outcome(CacheOutcome.STALE);
      second.outcome(CacheOutcome.BYPASS);
      second.outcome(CacheOutcome.DISABLED);
      passSecond();

      assertThat(metrics.summary().hitRatio(Layer.JWT)).isEqualTo(0.5);
      assertThat(metrics.summary().outcomes()).containsOnlyKeys(Layer.JWT);
      assertThat(series("cache.jwt.hit")).isEqualTo(0.5);
      assertThat(series("cache.jwks.hit")).isNaN();
      passSecond();
      assertThat(series("cache.jwt.hit")).isNaN();
      assertThat(metrics.summary().hitRatio(Layer.JWT)).isEqualTo(0.5);
    }

    @Test
    void ofACacheThatIsOffAreNoData() {
      metrics.register(target("verify", Layer.JWT)).outcome(CacheOutcome.DISABLED);
      passSecond();

      assertThat(metrics.summary().hitRatio(Layer.JWT)).isNaN();
    }
  }

  @Nested
  class TheSeries {
    @Test
    void numberTheirTicksAnewInEveryEpoch() {
      passSecond();
      passSecond();

      assertThat(metrics.series().after(0, 10)).extracting(Tick::seq).containsExactly(1L, 2L);
      assertThat(metrics.series().epoch())
          .isNotBlank()
          .isNotEqualTo(new Metrics(ticker, 1).series().epoch());
    }

    @Test
    void haveOneValueForEachLineOfTheSchema() {
      passSecond();

      assertThat(metrics.series().latest(1).get(0).values())
          .hasSameSizeAs(metrics.series().schema());
    }

    @Test
    void goOnWhenAListenerFails() {
      metrics
          .series()
          .onTick(
              tick -> {
                throw new IllegalStateException("listener");
              });
      passSecond();
      passSecond();

      assertThat(metrics.series().lastSeq()).isEqualTo(2);
      assertThat(metrics.errors().total()).isEqualTo(2);
    }
  }

  @Nested
  class TheExport {
    private HistogramExport stage(String stage) {
      return metrics.export().authDurations().stream()
          .filter(each -> each.stage().equals(stage))
          .findFirst()
          .orElseThrow();
    }

    @Test
    void countsDurationsUpToEachBound() {
      authenticate(Duration.ofNanos(90_000), Duration.ZERO, false);
      authenticate(Duration.ofMillis(3), Duration.ofMillis(4), false);
      authenticate(Duration.ofSeconds(20), Duration.ZERO, true);
      HistogramExport total = stage("total");

      assertThat(total.upperBoundsSeconds()).startsWith(0.0001).endsWith(10.0).isSorted();
      assertThat(total.cumulativeCounts().get(0)).isEqualTo(1);
      assertThat(total.cumulativeCounts().get(total.upperBoundsSeconds().indexOf(0.005)))
          .isEqualTo(1);
      assertThat(total.cumulativeCounts().get(total.upperBoundsSeconds().indexOf(0.01)))
          .isEqualTo(2);
      assertThat(total.cumulativeCounts()).endsWith(2L);
      assertThat(total.count()).isEqualTo(3);
      assertThat(total.sumSeconds()).isCloseTo(20.00709, within(1e-9));
      assertThat(stage("jwt").count()).as("operations in which a token was checked").isEqualTo(1);
      assertThat(stage("jwt").sumSeconds()).isCloseTo(0.004, within(1e-12));
      assertThat(metrics.export().authSucceeded()).isEqualTo(2);
      assertThat(metrics.export().authFailed()).isEqualTo(1);
    }

    @Test
    @DisplayName("B-7 labels are the names of stages, targets, layers and outcomes only")
    void hasLabelsOfAFixedSet() {
      metrics.register(target("verify", Layer.JWT)).outcome(CacheOutcome.HIT);
      Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
      operation.addKid("canary-kid");
      tracker.exit(operation, 1, false);
      metrics.tick();
      MetricsExport export = metrics.export();

      assertThat(export.authDurations())
          .extracting(HistogramExport::stage)
          .containsExactly("total", "auth", "jwks", "jwt", "session", "db", "crypto", "other");
      assertThat(export.targets()).extracting(TargetCounters::target).containsExactly("verify");
      assertThat(export.cacheOutcomes()).isEqualTo(Map.of(Layer.JWT, Map.of(CacheOutcome.HIT, 1L)));
      assertThat(export.toString() + metrics.summary() + metrics.targets())
          .doesNotContain("canary");
    }

    @Test
    void keepsWhatARemovedTargetAddedToItsLayer() {
      metrics.register(target("verify", Layer.JWT)).outcome(CacheOutcome.HIT);
      metrics.retain(List.of());

      assertThat(metrics.export().targets()).isEmpty();
      assertThat(metrics.export().cacheOutcomes())
          .isEqualTo(Map.of(Layer.JWT, Map.of(CacheOutcome.HIT, 1L)));
    }

    @Test
    void neverFallsWhileThreadsRecordAndTimePasses() throws InterruptedException {
      TargetMeter meter = metrics.register(target("verify", Layer.JWT));
      int threads = 4;
      int each = 5_000;
      var start = new CountDownLatch(1);
      var running = new ArrayList<Thread>();
      for (int i = 0; i < threads; i++) {
        var random = new SplittableRandom(i);
        var thread =
            new Thread(
                () -> {
                  awaitOn(start);
                  for (int n = 0; n < each; n++) {
                    Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
                    metrics.finished(operation, random.nextLong(20_000_000_000L), n % 2 == 0);
                    tracker.exit(operation, 1, false);
                    meter.call(n, n % 2 == 0);
                    meter.outcome(CacheOutcome.MISS);
                  }
                });
        thread.start();
        running.add(thread);
      }
      MetricsExport before = metrics.export();
      start.countDown();
      while (running.stream().anyMatch(Thread::isAlive)) {
        passSecond();
        MetricsExport now = metrics.export();
        assertNothingFell(before, now);
        before = now;
      }
      for (Thread thread : running) {
        thread.join();
      }
      passSecond();
      MetricsExport end = metrics.export();
      assertNothingFell(before, end);

      long calls = (long) threads * each;
      assertThat(stage("total").count()).isEqualTo(2 * calls);
      assertThat(end.authFailed()).isEqualTo(calls / 2);
      assertThat(end.authSucceeded()).isEqualTo(calls + calls / 2);
      assertThat(end.targets())
          .singleElement()
          .satisfies(
              target -> {
                assertThat(target.calls()).isEqualTo(calls);
                assertThat(target.errors()).isEqualTo(calls / 2);
                assertThat(target.durations().count()).isEqualTo(calls);
              });
      assertThat(end.cacheOutcomes())
          .isEqualTo(Map.of(Layer.JWT, Map.of(CacheOutcome.MISS, calls)));
    }

    private static void assertNothingFell(MetricsExport before, MetricsExport now) {
      assertThat(now.authSucceeded()).isGreaterThanOrEqualTo(before.authSucceeded());
      assertThat(now.authFailed()).isGreaterThanOrEqualTo(before.authFailed());
      HistogramExport old = before.authDurations().get(0);
      HistogramExport total = now.authDurations().get(0);
      assertThat(total.count()).isGreaterThanOrEqualTo(old.count());
      assertThat(total.sumSeconds()).isGreaterThanOrEqualTo(old.sumSeconds());
      assertThat(total.cumulativeCounts()).isSorted();
      for (int i = 0; i < old.cumulativeCounts().size(); i++) {
        assertThat(total.cumulativeCounts().get(i))
            .isGreaterThanOrEqualTo(old.cumulativeCounts().get(i));
      }
      assertThat(now.targets().get(0).calls())
          .isGreaterThanOrEqualTo(before.targets().get(0).calls());
    }
  }

  private static void awaitOn(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
