package dev.latchkey.agent.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Why a measurement is to end before its time: Ctrl-C, or an alert of the service. Thread-safe.
 * While it is open the JVM does not end before what there is was kept.
 */
final class Halt implements AutoCloseable {
  private static final int ALERTS_EVERY_SECONDS = 2;
  private static final int PATIENCE_SECONDS = 20;

  private final CountDownLatch kept = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "latchkey-bench-end");
  private final ScheduledExecutorService watching =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "latchkey-bench-alerts");
            thread.setDaemon(true);
            return thread;
          });
  private volatile String why = "";

  /**
   * Begins to listen.
   *
   * @param agent whose alerts end it; those that fire already do not
   */
  Halt(Optional<AgentLink> agent) {
    Runtime.getRuntime().addShutdownHook(hook);
    agent.ifPresent(
        link -> {
          List<String> before = link.firing();
          var unused =
              watching.scheduleWithFixedDelay(
                  () -> look(link, before),
                  ALERTS_EVERY_SECONDS,
                  ALERTS_EVERY_SECONDS,
                  TimeUnit.SECONDS);
        });
  }

  private void look(AgentLink link, List<String> before) {
    link.firing().stream()
        .filter(each -> !before.contains(each))
        .findFirst()
        .ifPresent(each -> stop("alert " + each + " fires"));
  }

  void stop(String reason) {
    if (why.isEmpty()) {
      why = reason;
    }
  }

  private void interrupted() {
    stop("it was interrupted");
    try {
      kept.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns why; empty while there is no reason. */
  String why() {
    return why;
  }

  @Override
  public void close() {
    watching.shutdownNow();
    kept.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook is what waits for this.
    }
  }
}
