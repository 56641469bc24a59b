package dev.latchkey.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Sends requests at a steady rate, whether or not earlier ones have been answered, and counts each
 * latency from the time the request was due. A server that stalls is thus charged for every request
 * that would have come in the meantime; a generator that waits for answers would leave those out
 * (coordinated omission). Thread-safe.
 */
final class LoadGenerator {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final LoadTarget target;
  private final Clock clock;

  LoadGenerator(LoadTarget target, Clock clock) {
    this.target = target;
    this.clock = clock;
  }

  /**
   * Runs a load and waits for the last answer.
   *
   * @param second called at the beginning of each second of the load with its number, from 0
   */
  LoadResult run(int ratePerSecond, Duration duration, IntConsumer second)
      throws InterruptedException {
    var requests = Math.toIntExact(ratePerSecond * duration.toSeconds());
    var latencies = new SynchronizedHistogram(3);
    var errors = new AtomicInteger();
    var answers = new ArrayList<CompletableFuture<?>>(requests);
    var start = clock.nanoTime();
    for (int i = 0; i < requests; i++) {
      var due = start + (long) (i * NANOS_PER_SECOND / ratePerSecond);
      clock.sleepUntil(due);
      if (i % ratePerSecond == 0) {
        second.accept(i / ratePerSecond);
      }
      answers.add(
          send(i)
              .thenAccept(
                  good -> {
                    latencies.recordValue(clock.nanoTime() - due);
                    if (!good) {
                      errors.incrementAndGet();
                    }
                  }));
    }
    // Past the last request's own interval, else a short run would look faster than it was asked to
    // be.
    clock.sleepUntil(start + duration.toNanos());
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
    var elapsed = clock.nanoTime() - start;
    return new LoadResult(
        requests, errors.get(), requests * NANOS_PER_SECOND / elapsed, latency(latencies));
  }

  private CompletableFuture<Boolean> send(int number) {
    try {
      return target.send(number).exceptionally(failure -> false);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(false);
    }
  }

  private static Latency latency(Histogram nanos) {
    return new Latency(
        nanos.getMean() / NANOS_PER_MILLI,
        nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
        nanos.getValueAtPercentile(95) / NANOS_PER_MILLI,
        nanos.getValueAtPercentile(99) / NANOS_PER_MILLI);
  }
}
