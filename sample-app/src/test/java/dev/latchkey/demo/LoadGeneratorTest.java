package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  /** The histogram keeps three digits. */
  private static final Offset<Double> PRECISION = within(1.0);

  private final ManualClock clock = new ManualClock();

  @Nested
  class WhenTheServerIsSteady {
    @Test
    void sendsAtEvenIntervals() throws Exception {
      var sent = new ArrayList<Long>();

      run(
          number -> {
            sent.add(clock.millis());
            return answer(true);
          },
          10,
          1);

      assertThat(sent).containsExactly(0L, 100L, 200L, 300L, 400L, 500L, 600L, 700L, 800L, 900L);
    }

    @Test
    void countsTheTimeToTheAnswer() throws Exception {
      var result = run(number -> answerAfter(Duration.ofMillis(7)), 10, 2);

      assertThat(result.requests()).isEqualTo(20);
      assertThat(result.errors()).isZero();
      assertThat(result.latency().mean()).isCloseTo(7, within(0.1));
      assertThat(result.latency().p50()).isCloseTo(7, within(0.1));
      assertThat(result.latency().p99()).isCloseTo(7, within(0.1));
    }

    @Test
    void reportsTheRateThatWasAskedFor() throws Exception {
      assertThat(run(number -> answer(true), 25, 4).ratePerSecond()).isCloseTo(25, within(0.01));
    }

    @Test
    void tellsEachSecond() throws Exception {
      var seconds = new ArrayList<Integer>();

      generator(number -> answer(true)).run(10, Duration.ofSeconds(3), seconds::add);

      assertThat(seconds).containsExactly(0, 1, 2);
    }

    @Test
    void numbersTheRequests() throws Exception {
      var numbers = new ArrayList<Integer>();

      run(
          number -> {
            numbers.add(number);
            return answer(true);
          },
          4,
          1);

      assertThat(numbers).containsExactly(0, 1, 2, 3);
    }
  }

  /**
   * Ten requests a second, and the server answers nothing for the first second: 1000 ms, 900 ms,
   * ... 100 ms.
   */
  @Nested
  class WhenTheServerStalls {
    @Test
    void chargesEveryRequestThatWasDueMeanwhile() throws Exception {
      var result = run(this::stallingFirst, 10, 2);

      assertThat(result.requests()).isEqualTo(20);
      assertThat(result.latency().mean())
          .isCloseTo(
              (1000 + 900 + 800 + 700 + 600 + 500 + 400 + 300 + 200 + 100) / 20.0, PRECISION);
      assertThat(result.latency().p50()).isZero();
      assertThat(result.latency().p95()).isCloseTo(900, PRECISION);
      assertThat(result.latency().p99()).isCloseTo(1000, PRECISION);
    }

    @Test
    void sendsWhatWasDueAtOnceAfterwards() throws Exception {
      var sent = new ArrayList<Long>();

      run(
          number -> {
            sent.add(clock.millis());
            return stallingFirst(number);
          },
          10,
          2);

      assertThat(sent.subList(0, 12))
          .isEqualTo(
              List.of(
                  0L, 1000L, 1000L, 1000L, 1000L, 1000L, 1000L, 1000L, 1000L, 1000L, 1000L, 1100L));
    }

    private CompletableFuture<Boolean> stallingFirst(int number) {
      return answerAfter(number == 0 ? Duration.ofSeconds(1) : Duration.ZERO);
    }
  }

  @Nested
  class WhenTheServerIsTooSlow {
    @Test
    void reportsTheRateItManages() throws Exception {
      var result = run(number -> answerAfter(Duration.ofMillis(200)), 10, 1);

      assertThat(result.requests()).isEqualTo(10);
      assertThat(result.ratePerSecond()).isCloseTo(5, within(0.01));
    }

    @Test
    void doesNotWaitForAnswersBeforeSending() throws Exception {
      var pending = new ArrayList<CompletableFuture<Boolean>>();

      var result =
          run(
              number -> {
                pending.add(new CompletableFuture<>());
                if (pending.size() == 5) {
                  pending.forEach(answer -> answer.complete(true));
                }
                return pending.get(number);
              },
              5,
              1);

      assertThat(result.latency().p99()).isCloseTo(800, PRECISION);
      assertThat(result.latency().mean()).isCloseTo((800 + 600 + 400 + 200) / 5.0, PRECISION);
    }
  }

  @Nested
  class WhenRequestsFail {
    @Test
    void countsWrongAnswers() throws Exception {
      assertThat(run(number -> answer(number % 2 == 0), 10, 1).errors()).isEqualTo(5);
    }

    @Test
    void countsFailedFutures() throws Exception {
      var result =
          run(number -> CompletableFuture.failedFuture(new IllegalStateException("no")), 10, 1);

      assertThat(result.errors()).isEqualTo(10);
      assertThat(result.requests()).isEqualTo(10);
    }

    @Test
    void countsThrownExceptions() throws Exception {
      var result =
          run(
              number -> {
                throw new IllegalStateException("no");
              },
              10,
              1);

      assertThat(result.errors()).isEqualTo(10);
    }

    @Test
    void chargesTheTimeAFailureTook() throws Exception {
      var result =
          run(
              number -> {
                clock.advance(Duration.ofMillis(50));
                return answer(false);
              },
              10,
              1);

      assertThat(result.latency().mean()).isCloseTo(50, within(0.1));
    }
  }

  private LoadResult run(LoadTarget target, int rate, int seconds) throws InterruptedException {
    return generator(target).run(rate, Duration.ofSeconds(seconds), second -> {});
  }

  private LoadGenerator generator(LoadTarget target) {
    return new LoadGenerator(target, clock);
  }

  private CompletableFuture<Boolean> answerAfter(Duration time) {
    clock.advance(time);
    return answer(true);
  }

  private static CompletableFuture<Boolean> answer(boolean good) {
    return CompletableFuture.completedFuture(good);
  }

  /** A clock that goes on only while someone sleeps or is said to work. */
  private static final class ManualClock implements Clock {
    private long nanos = TimeUnit.DAYS.toNanos(1);

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public void sleepUntil(long nanoTime) {
      nanos = Math.max(nanos, nanoTime);
    }

    void advance(Duration time) {
      nanos += time.toNanos();
    }

    long millis() {
      return TimeUnit.NANOSECONDS.toMillis(nanos - TimeUnit.DAYS.toNanos(1));
    }
  }
}
