package dev.latchkey.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;

/**
 * Tells the user what is going on, so that nothing that takes more than a second looks like
 * nothing. Lines only grow, which reads well on a terminal and in a log. Confined to the thread
 * that runs the demonstration.
 */
final class Progress {
  private final PrintStream out;

  Progress(PrintStream out) {
    this.out = out;
  }

  /** Prints one line. */
  void say(String line) {
    out.println(line);
    out.flush();
  }

  /** Names the work, does it, and adds how long it took. */
  <T> T during(String work, Callable<T> task) throws Exception {
    out.print("  " + work + " ");
    out.flush();
    var start = System.nanoTime();
    try {
      var result = task.call();
      out.printf(Locale.ROOT, "%.1f s%n", (System.nanoTime() - start) / 1e9);
      return result;
    } catch (Exception e) {
      out.println("failed");
      throw e;
    }
  }

  /**
   * Names the work, does it with a callback that prints a dot each second, and adds how long it
   * took.
   */
  <T> T during(String work, SteadyTask<T> task) throws Exception {
    return during(work, () -> task.call(second -> dot()));
  }

  private void dot() {
    out.print('.');
    out.flush();
  }

  /** Work that reports each second it has come through. */
  @FunctionalInterface
  interface SteadyTask<T> {
    /** Does the work. */
    T call(IntConsumer second) throws Exception;
  }
}
