package dev.latchkey.dashboard.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Prints at most one error line a minute, with the number left out. Thread-safe. */
final class ErrorLines {
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Supplier<PrintStream> stream;
  private final LongSupplier nanos;

  @GuardedBy("this")
  private boolean printed;

  @GuardedBy("this")
  private long printedAtNanos;

  @GuardedBy("this")
  private long leftOut;

  /**
   * Prints to whatever the stream is at that moment.
   *
   * @param nanos a clock of which only differences mean anything
   */
  ErrorLines(Supplier<PrintStream> stream, LongSupplier nanos) {
    this.stream = stream;
    this.nanos = nanos;
  }

  void print(String logger, String message) {
    long before;
    synchronized (this) {
      if (printed && nanos.getAsLong() - printedAtNanos < PAUSE_NANOS) {
        leftOut++;
        return;
      }
      before = leftOut;
      leftOut = 0;
      printed = true;
      printedAtNanos = nanos.getAsLong();
    }
    var line = "[latchkey] ERROR LK-3001 admin server: " + message + " (" + logger + ")";
    stream.get().println(before == 0 ? line : line + "; " + before + " more since the last line");
  }
}
