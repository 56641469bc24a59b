package dev.latchkey.agent.cli;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * How far a command has come, on standard error, from a second on and on a terminal only. Confined
 * to the thread of the command.
 */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 30;

  private final PrintWriter err;
  private final String what;
  private final int steps;
  private final boolean terminal;
  private final long startedNanos = System.nanoTime();
  private int done;
  private boolean shown;

  Progress(PrintWriter err, String what, int steps, boolean terminal) {
    this.err = err;
    this.what = what;
    this.steps = steps;
    this.terminal = terminal;
  }

  /** Notes that one more step is done. */
  void step() {
    done++;
    if (terminal && System.nanoTime() - startedNanos > TimeUnit.SECONDS.toNanos(1)) {
      shown = true;
      int filled = WIDTH * Math.min(done, steps) / Math.max(1, steps);
      err.print(
          "\r"
              + what
              + " ["
              + "#".repeat(filled)
              + " ".repeat(WIDTH - filled)
              + "] "
              + done
              + "/"
              + steps);
      err.flush();
    }
  }

  /** Leaves the line empty. */
  @Override
  public void close() {
    if (shown) {
      err.print("\r" + " ".repeat(WIDTH + what.length() + 20) + "\r");
      err.flush();
    }
  }
}
