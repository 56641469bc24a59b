package dev.latchkey.agent.start;

import dev.latchkey.agent.handler.Dispatcher;
import dev.latchkey.runtime.operation.AgentThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits, when the agent ends, for what still runs of it. Stateless. */
final class OwnThreads {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long PAUSE_MILLIS = 5;

  private OwnThreads() {}

  /**
   * Ends the agent's threads: interrupts each and waits for it.
   *
   * @throws IllegalStateException naming those that still run after five seconds
   */
  static void end() throws InterruptedException {
    List<String> left = new ArrayList<>();
    long deadline = System.nanoTime() + LIMIT_NANOS;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread instanceof AgentThread && thread != Thread.currentThread()) {
        thread.interrupt();
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
        if (thread.isAlive()) {
          left.add(thread.getName());
        }
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException("still running: " + String.join(", ", left));
    }
  }

  /**
   * Waits until no thread of the application is in the agent's code, which holds it for moments
   * only. One that stays in it finds, at worst, a class missing, and runs its own code.
   */
  static void awaitCallsInside() throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (anyInside() && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean anyInside() {
    for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
      for (StackTraceElement frame : stack) {
        if (frame.getClassName().equals(Dispatcher.class.getName())) {
          return true;
        }
      }
    }
    return false;
  }
}
