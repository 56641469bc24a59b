package dev.latchkey.agent.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Says on standard error that work goes on which has no steps to count, and for how long. Closed by
 * the thread that made it; a thread of its own writes, and has ended its last line when {@link
 * #close} returns.
 */
final class Waiting implements AutoCloseable {
  private final PrintWriter err;
  private final String what;
  private final long startedNanos = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "latchkey-waiting");
            thread.setDaemon(true);
            return thread;
          });
  // Written by the clock's thread, read by the closing one after that has ended.
  private int width;

  Waiting(PrintWriter err, String what) {
    this.err = err;
    this.what = what;
  }

  /** Says so from now on, once a period. */
  void tell(Duration period) {
    Future<?> unused =
        clock.scheduleAtFixedRate(
            this::show, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void show() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
    String line = what + " ... " + seconds + " s";
    width = line.length();
    err.print("\r" + line);
    err.flush();
  }

  /** Leaves the line empty. */
  @Override
  public void close() {
    clock.shutdownNow();
    try {
      if (clock.awaitTermination(1, TimeUnit.SECONDS) && width > 0) {
        err.print("\r" + " ".repeat(width) + "\r");
        err.flush();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
