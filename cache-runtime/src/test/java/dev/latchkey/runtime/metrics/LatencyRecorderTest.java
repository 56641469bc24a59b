package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyRecorderTest {
  private static final long MINUTE = 60_000_000_000L;

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, MINUTE, MINUTE + 1, Long.MAX_VALUE})
  void takesInEveryValue(long nanos) {
    var recorder = new LatencyRecorder(1);
    recorder.record(nanos);

    assertThat(recorder.count()).isEqualTo(1);
    assertThat(recorder.sumNanos()).isEqualTo(Math.min(MINUTE, Math.max(0, nanos)));
    assertThat(Latencies.of(recorder.histogram(), recorder.sumNanos()).summary().maxMillis())
        .isBetween(0.0, 60_000 * 1.01);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64})
  void losesNothingBetweenThreads(int cores) throws InterruptedException {
    var recorder = new LatencyRecorder(cores);
    int threads = 16;
    int each = 20_000;
    var start = new CountDownLatch(1);
    var running = new ArrayList<Thread>();
    for (int i = 0; i < threads; i++) {
      int nanos = 1_000 * (i + 1);
      var thread =
          new Thread(
              () -> {
                awaitOn(start);
                for (int n = 0; n < each; n++) {
                  recorder.record(nanos);
                }
              });
      thread.start();
      running.add(thread);
    }
    var cursor = new LatencyCursor(recorder);
    start.countDown();
    long seen = 0;
    while (running.stream().anyMatch(Thread::isAlive)) {
      seen += cursor.next().count();
    }
    for (Thread thread : running) {
      thread.join();
    }
    seen += cursor.next().count();

    assertThat(recorder.count()).isEqualTo((long) threads * each);
    assertThat(recorder.histogram().getTotalCount()).isEqualTo((long) threads * each);
    assertThat(recorder.sumNanos()).isEqualTo(each * 1_000L * threads * (threads + 1) / 2);
    assertThat(seen).as("what the cursor told, part by part").isEqualTo((long) threads * each);
  }

  @Test
  void tellsTheSameAsAHistogramOfEachValue() {
    var recorder = new LatencyRecorder(1);
    Histogram expected = Durations.newHistogram();
    var random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      long nanos = (long) Math.min(MINUTE, Math.exp(random.nextDouble() * 25));
      recorder.record(nanos);
      expected.recordValue(nanos);
    }

    Histogram told = recorder.histogram();

    for (HistogramIterationValue each : expected.recordedValues()) {
      long nanos = each.getValueIteratedTo();
      assertThat(told.getCountAtValue(nanos))
          .as("%d ns", nanos)
          .isEqualTo(each.getCountAtValueIteratedTo());
    }
    assertThat(told.getTotalCount()).isEqualTo(expected.getTotalCount());
    assertThat(told.getMaxValue()).isEqualTo(expected.getMaxValue());
  }

  @Test
  void tellsACursorOnlyWhatIsNew() {
    var recorder = new LatencyRecorder(1);
    var cursor = new LatencyCursor(recorder);
    recorder.record(50_000_000);
    assertThat(cursor.next().summary().maxMillis()).isBetween(50.0, 50.5);
    assertThat(cursor.next().summary()).isEqualTo(LatencySummary.EMPTY);

    recorder.record(2_000_000);
    LatencySummary fresh = cursor.next().summary();

    assertThat(fresh.count()).isEqualTo(1);
    assertThat(fresh.meanMillis()).isEqualTo(2.0);
    assertThat(fresh.maxMillis()).as("the 50 ms are of an earlier time").isBetween(2.0, 2.02);
  }

  private static void awaitOn(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
