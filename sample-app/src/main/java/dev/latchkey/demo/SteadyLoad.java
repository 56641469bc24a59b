package dev.latchkey.demo;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Load that goes on in a thread of its own until it is closed. Thread-safe. */
final class SteadyLoad implements AutoCloseable {
  private static final Duration ROUND = Duration.ofSeconds(5);

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();
  private final LoadGenerator load;
  private final int ratePerSecond;
  private final Thread sender;
  private volatile boolean closed;

  private SteadyLoad(LoadGenerator load, int ratePerSecond) {
    this.load = load;
    this.ratePerSecond = ratePerSecond;
    sender = new Thread(this::send, "demo-load");
    sender.setDaemon(true);
  }

  static SteadyLoad start(LoadGenerator load, int ratePerSecond) {
    var steady = new SteadyLoad(load, ratePerSecond);
    steady.sender.start();
    return steady;
  }

  private void send() {
    try {
      while (!closed) {
        var result = load.run(ratePerSecond, ROUND, second -> {});
        requests.addAndGet(result.requests());
        errors.addAndGet(result.errors());
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the load come to the end of its round, which leaves no request without its answer. */
  @Override
  public void close() {
    closed = true;
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many requests were sent, in rounds that are over. */
  int requests() {
    return requests.get();
  }

  /** How many of them had no answer or a wrong one. */
  int errors() {
    return errors.get();
  }
}
