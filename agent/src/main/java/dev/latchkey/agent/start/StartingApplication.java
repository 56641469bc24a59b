package dev.latchkey.agent.start;

import java.util.function.LongSupplier;

/**
 * The application while it starts, as far as it can be seen from outside. Made on the thread that
 * will enter its {@code main}; waited for by one thread of the agent.
 */
final class StartingApplication {
  private static final long PAUSE_MILLIS = 20;

  /** For a fifth of a second. */
  private static final int CALM_LOOKS = 10;

  private static final int MOST_LOOKS = 1_000;

  /** Frameworks load thousands a second while they start; a service at work loads next to none. */
  private static final long FEW_CLASSES = 20;

  private final Thread thread = Thread.currentThread();
  private final LongSupplier classes;

  /** Asks {@code classes} how many the JVM has loaded for it so far. */
  StartingApplication(LongSupplier classes) {
    this.classes = classes;
  }

  /**
   * While agents start, the bottom of the main thread's stack is the JDK's instrumentation or
   * launcher.
   */
  void awaitMain() throws InterruptedException {
    while (thread.isAlive() && !isInMain(thread.getStackTrace())) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean isInMain(StackTraceElement[] stack) {
    if (stack.length == 0) {
      return false;
    }
    String bottom = stack[stack.length - 1].getClassName();
    return !bottom.startsWith("sun.instrument.") && !bottom.startsWith("sun.launcher.");
  }

  /**
   * Waits until its main thread has nothing more to do for a while and hardly any class is loaded:
   * what the agent does meanwhile would make its start longer. Waits for 20 seconds at most.
   */
  void awaitCalm() throws InterruptedException {
    long before = classes.getAsLong();
    int calm = 0;
    for (int looks = 0; looks < MOST_LOOKS && calm < CALM_LOOKS; looks++) {
      Thread.sleep(PAUSE_MILLIS);
      long now = classes.getAsLong();
      calm++;
      if (now - before >= FEW_CLASSES || isComputing()) {
        calm = 0;
        before = now;
      }
    }
  }

  /** A thread that reads from a socket or a terminal is runnable for the JVM. */
  private boolean isComputing() {
    if (thread.getState() != Thread.State.RUNNABLE) {
      return false;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length > 0 && !stack[0].isNativeMethod();
  }
}
