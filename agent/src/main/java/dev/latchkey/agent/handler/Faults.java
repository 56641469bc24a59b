package dev.latchkey.agent.handler;

import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Takes in the failures of the agent's own code behind woven calls: counts each, tells the first of
 * each target, and switches a site off that keeps failing. Thread-safe.
 */
public final class Faults {
  private final Metrics metrics;
  private final BiConsumer<String, String> log;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** Counts in {@code metrics} and tells {@code log}, an id and a sentence each. */
  public Faults(Metrics metrics, BiConsumer<String, String> log) {
    this.metrics = metrics;
    this.log = log;
  }

  /**
   * Takes in one failure. The failure's message is told to nobody: it may hold what the application
   * was called with.
   */
  void happened(Site site, Throwable failure) {
    if (failure instanceof VirtualMachineError) {
      // The application ran out of stack or memory while it was in our code; that says nothing
      // about the site.
      return;
    }
    String name = site.target().name();
    metrics.errors().count(Border.DISPATCH, name, failure);
    if (told.add(name)) {
      log.accept(
          "LK-2020",
          "site="
              + name
              + " failed and the application's own code ran: "
              + failure.getClass().getName());
    }
    if (site.faulted()) {
      metrics.note(name, State.SWITCHED_OFF, "failed too often: " + failure.getClass().getName());
      log.accept("LK-2021", "site=" + name + " failed too often and is switched off");
    }
  }
}
