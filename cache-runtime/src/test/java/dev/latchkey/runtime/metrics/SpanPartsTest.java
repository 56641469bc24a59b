package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SpanPartsTest {
  private static final long MILLI = 1_000_000;
  private static final Percentage FINE = Percentage.withPercentage(7);

  private final ManualTicker ticker = new ManualTicker(1, 1_795_478_400_000L);
  private final Metrics metrics = new Metrics(ticker, 100);
  private final List<Span> seconds = new ArrayList<>();

  SpanPartsTest() {
    metrics.onSpan((second, span) -> seconds.add(span));
  }

  private static TargetInfo target(String name, String method) {
    return new TargetInfo(name, Layer.JWT, "com.example.Verifier", method, "exact", "config");
  }

  private void pass(int count) {
    for (int i = 0; i < count; i++) {
      metrics.tick();
      ticker.advance(Duration.ofSeconds(1));
    }
  }

  private Span all() {
    return Span.sum(seconds);
  }

  @Test
  void percentilesAreOfAllCallsOfATime() {
    TargetMeter check = metrics.register(target("check", "verify"));
    TargetMeter load = metrics.register(target("load", "load"));
    metrics.register(target("idle", "idle"));
    pass(1);
    for (int i = 0; i < 99; i++) {
      check.call(MILLI, false);
      load.uncachedCall(20 * MILLI, false);
    }
    pass(9);
    check.call(1_000 * MILLI, true);
    pass(20);

    Span span = all();
    assertThat(span.parts().names()).containsExactly("target.check", "target.load");
    assertThat(span.value("target.check", "p50")).isCloseTo(1, FINE);
    assertThat(span.value("target.check", "p99")).isCloseTo(1, FINE);
    assertThat(span.value("target.check", "p999")).isCloseTo(1_000, FINE);
    assertThat(span.value("target.check", "max")).isCloseTo(1_000, FINE);
    assertThat(span.value("target.check", "mean")).isCloseTo(10.99, FINE);
    assertThat(span.value("target.load", "p95")).isCloseTo(20, FINE);
    assertThat(span.value("target.load", "rate")).isCloseTo(99.0 / span.seconds(), within(0.01));
    assertThat(span.value("target.idle", "p95")).isNaN();
  }

  @Test
  void eachCallIsInOneStepOfTenSeconds() {
    TargetMeter check = metrics.register(target("check", "verify"));
    for (int i = 0; i < 40; i++) {
      check.call(MILLI, false);
      pass(1);
    }
    for (int step = 0; step < 4; step++) {
      Span ten = Span.sum(seconds.subList(10 * step, 10 * step + 10));
      assertThat(ten.parts().of("target.check").count()).as("step " + step).isEqualTo(10);
    }
  }

  @Test
  void bothSidesOfARolloutAreToldApart() {
    OperationTracker tracker = new OperationTracker(metrics, ticker);
    pass(1);
    operation(tracker, true, 2);
    operation(tracker, false, 30);
    operation(tracker, false, 30);
    pass(20);
    assertThat(all().parts().names()).containsExactly("cohort.jwt.control", "cohort.jwt.treated");
    assertThat(all().value("cohort.jwt.treated", "p95")).isCloseTo(2, FINE);
    assertThat(all().value("cohort.jwt.control", "p95")).isCloseTo(30, FINE);
  }

  private void operation(OperationTracker tracker, boolean treated, int millis) {
    Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
    if (treated) {
      operation.markTreated(1 << Phase.JWT.ordinal());
    } else {
      operation.markControl(1 << Phase.JWT.ordinal());
    }
    ticker.advance(Duration.ofMillis(millis));
    tracker.exit(operation, 1, false);
  }

  @Test
  void aTargetThatWasChangedBeginsAnew() {
    TargetMeter before = metrics.register(target("check", "verify"));
    for (int i = 0; i < 50; i++) {
      before.call(MILLI, false);
    }
    pass(20);
    TargetMeter after = metrics.register(target("check", "verifyAll"));
    after.call(5 * MILLI, false);
    seconds.clear();
    pass(20);
    assertThat(all().parts().of("target.check").count()).isEqualTo(1);
    assertThat(all().value("target.check", "p50")).isCloseTo(5, FINE);
  }

  @Test
  void ofManyTargetsThoseThatTakeTheMostTimeAreKept() {
    for (int i = 0; i < 60; i++) {
      metrics.register(target("t" + i, "m" + i)).call((i + 1) * MILLI, false);
    }
    pass(20);
    assertThat(all().parts().names())
        .hasSize(SpanParts.MOST_TARGETS)
        .contains("target.t59", "target.t50")
        .doesNotContain("target.t49");
  }

  @Test
  void isTheSameOnceItWasStored() {
    TargetMeter check = metrics.register(target("check", "verify"));
    check.call(3 * MILLI, false);
    check.call(700 * MILLI, false);
    pass(20);
    Span stored = SpanCodec.decode(SpanCodec.encode(all())).orElseThrow();
    for (String figure : SpanParts.FIGURES) {
      assertThat(stored.value("target.check", figure))
          .as(figure)
          .isEqualTo(all().value("target.check", figure));
    }
    assertThat(stored.coarse().value("target.check", "p95"))
        .isEqualTo(all().value("target.check", "p95"));
  }

  @Test
  void whatHasNoPartsIsStoredAsOlderAgentsReadIt() {
    pass(1);
    assertThat(SpanCodec.encode(all())[0]).isEqualTo((byte) 1);
    assertThat(SpanCodec.decode(SpanCodec.encode(all())).orElseThrow().parts().names()).isEmpty();
  }

  @Test
  void aMonthOfBusyTargetsTakesLittle() {
    Random random = new Random(7);
    for (int i = 0; i < 30; i++) {
      TargetMeter meter = metrics.register(target("target-number-" + i, "m" + i));
      for (int call = 0; call < 20_000; call++) {
        meter.call((long) (MILLI * Math.exp(random.nextGaussian())), false);
      }
    }
    pass(20);
    int bytes = SpanCodec.encode(all()).length;
    // 6 hours of 10 s, a day of minutes and 30 days of 10 minutes are 7,920 of them, and all that
    // is kept of them may take 50 MB.
    assertThat(bytes).isLessThan(4_000);
  }
}
