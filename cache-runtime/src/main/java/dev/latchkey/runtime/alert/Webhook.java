package dev.latchkey.runtime.alert;

import dev.latchkey.runtime.config.NotifyConfig;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Sends messages one after another on a thread of its own, again with growing pauses when they are
 * not taken, and gives up in the end. Thread-safe; who puts a message in never waits, and when too
 * many wait the oldest goes.
 */
final class Webhook implements AutoCloseable {
  private static final int MOST_WAITING = 100;
  private static final long PATIENCE_MILLIS = 2_000;

  private final String application;
  private final Ticker ticker;
  private final Consumer<String> undelivered;
  private final Pauses pauses;
  private final BlockingQueue<Alert> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = AgentThread.of("notify", this::run);
  private volatile NotifyConfig config;

  /**
   * Sends nothing before {@link #start}.
   *
   * @param undelivered told in a sentence when a message was given up
   */
  Webhook(NotifyConfig config, String application, Ticker ticker, Consumer<String> undelivered) {
    this(config, application, ticker, Pauses.USUAL, undelivered);
  }

  Webhook(
      NotifyConfig config,
      String application,
      Ticker ticker,
      Pauses pauses,
      Consumer<String> undelivered) {
    this.config = config;
    this.application = application;
    this.ticker = ticker;
    this.pauses = pauses;
    this.undelivered = undelivered;
  }

  /**
   * How long to wait before a message is sent again.
   *
   * @param firstMillis four times as long with each try
   * @param tries after which it is given up
   */
  record Pauses(long firstMillis, long mostMillis, int tries) {
    /** Gives up after about a quarter of an hour. */
    static final Pauses USUAL = new Pauses(1_000, 300_000, 8);

    long afterTry(int number) {
      return Math.min(mostMillis, firstMillis << Math.min(40, 2 * (number - 1)));
    }
  }

  void start() {
    thread.start();
  }

  void configure(NotifyConfig replacement) {
    config = replacement;
  }

  void send(Alert alert) {
    if (config.webhook().isEmpty()) {
      return;
    }
    while (!waiting.offer(alert)) {
      if (waiting.poll() != null) {
        lost.incrementAndGet();
      }
    }
  }

  Delivery delivery() {
    return new Delivery(config.webhook().isPresent(), delivered.get(), lost.get(), waiting.size());
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        Alert next = waiting.poll(1, TimeUnit.SECONDS);
        if (next != null) {
          deliver(next);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Alert alert) throws InterruptedException {
    byte[] body = AlertJson.message(alert, application);
    String why = "";
    for (int number = 1; number <= pauses.tries(); number++) {
      NotifyConfig now = config;
      if (now.webhook().isEmpty()) {
        return;
      }
      try {
        int status = Post.send(now, body, ticker.now().getEpochSecond());
        if (status / 100 == 2) {
          delivered.incrementAndGet();
          return;
        }
        why = "it answers " + status;
      } catch (IOException | RuntimeException | Error failed) {
        // The message of a failure may quote the address, which may hold a password.
        why =
            failed instanceof Post.SecretException
                ? String.valueOf(failed.getMessage())
                : failed.getClass().getSimpleName();
      }
      if (closed.await(pauses.afterTry(number), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    undelivered.accept(
        "The webhook of notifications did not take alert "
            + alert.id()
            + " in "
            + pauses.tries()
            + " tries: "
            + why
            + ".");
    lost.incrementAndGet();
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
