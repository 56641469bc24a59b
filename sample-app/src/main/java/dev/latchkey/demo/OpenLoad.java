package dev.latchkey.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over kept connections: at a steady rate whether or not earlier ones were answered,
 * each latency counted from the time the request was due, or as fast as answers come. When all
 * connections wait for answers a request is sent late and charged with its lateness, so that a
 * server that stalls is charged for every request that would have come in meanwhile. Confined to
 * one thread.
 */
final class OpenLoad implements AutoCloseable {
  /** Keeps nothing from being due. */
  static final double AS_FAST_AS_ANSWERED = Double.POSITIVE_INFINITY;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long LONGEST_NANOS = Duration.ofMinutes(2).toNanos();

  private final URI service;
  private final IntFunction<byte[]> requests;
  private final Clock clock;
  private final int connections;
  private final ExecutorService senders;

  /**
   * @param requests gives the bytes of the request of a number; thread-safe
   * @param connections how many requests can be under way at once
   */
  OpenLoad(URI service, IntFunction<byte[]> requests, Clock clock, int connections) {
    this.service = service;
    this.requests = requests;
    this.clock = clock;
    this.connections = connections;
    senders =
        Executors.newFixedThreadPool(
            connections,
            work -> {
              var thread = new Thread(work, "load");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * What came of one run.
   *
   * @param sent how many requests were sent
   * @param errors how many of them had no answer or one other than 200
   * @param ratePerSecond how many were answered each second, to the last answer
   * @param latency in nanoseconds, from when the request was due
   */
  record Outcome(long sent, long errors, double ratePerSecond, Histogram latency) {
    double meanMillis() {
      return latency.getMean() / 1e6;
    }

    double p95Millis() {
      return latency.getValueAtPercentile(95) / 1e6;
    }
  }

  private record Part(Histogram latency, long errors) {}

  /** Runs a load and waits for the last answer. */
  Outcome run(double ratePerSecond, Duration duration) throws InterruptedException {
    var next = new AtomicInteger();
    var start = clock.nanoTime();
    var parts = new ArrayList<Callable<Part>>();
    for (int i = 0; i < connections; i++) {
      parts.add(() -> send(next, start, ratePerSecond, duration.toNanos()));
    }
    var latency = new Histogram(LONGEST_NANOS, 3);
    var errors = 0L;
    for (var part : senders.invokeAll(parts)) {
      try {
        latency.add(part.get().latency);
        errors += part.get().errors;
      } catch (ExecutionException e) {
        throw new DemoException("The load cannot be sent: " + e.getCause(), e);
      }
    }
    var elapsed = Math.max(clock.nanoTime() - start, duration.toNanos());
    var sent = latency.getTotalCount();
    return new Outcome(sent, errors, (sent - errors) * NANOS_PER_SECOND / elapsed, latency);
  }

  private Part send(AtomicInteger next, long start, double rate, long length)
      throws InterruptedException {
    var latency = new Histogram(LONGEST_NANOS, 3);
    var errors = 0L;
    @Nullable KeptConnection connection = null;
    try {
      while (true) {
        var number = next.getAndIncrement();
        var due = start + (long) (number * NANOS_PER_SECOND / rate);
        if (due - start >= length || clock.nanoTime() - start >= 2 * length) {
          return new Part(latency, errors);
        }
        if (rate == AS_FAST_AS_ANSWERED) {
          due = clock.nanoTime();
          if (due - start >= length) {
            return new Part(latency, errors);
          }
        } else {
          clock.sleepUntil(due);
        }
        try {
          connection = connection == null ? new KeptConnection(service) : connection;
          errors += connection.send(requests.apply(number)) == 200 ? 0 : 1;
        } catch (IOException e) {
          errors++;
          close(connection);
          connection = null;
        }
        latency.recordValue(Math.min(LONGEST_NANOS, clock.nanoTime() - due));
        if (connection != null && connection.ends()) {
          close(connection);
          connection = null;
        }
      }
    } finally {
      close(connection);
    }
  }

  private static void close(@Nullable KeptConnection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }

  /** Returns the requests of all users, one after another. */
  static IntFunction<byte[]> inTurn(List<byte[]> users) {
    return number -> users.get(Math.floorMod(number, users.size()));
  }
}
