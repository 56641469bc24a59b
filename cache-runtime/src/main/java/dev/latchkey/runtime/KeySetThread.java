package dev.latchkey.runtime;

import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.jwks.KeySetRefresher;
import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The background work of phase 1, once a second: begins what has to be refreshed, and tells when an
 * outage begins and ends. Thread-safe.
 */
final class KeySetThread implements AutoCloseable {
  private final KeySetCache keySets;
  private final KeySetRefresher refresher;
  private final PhaseSwitches phases;
  private final EventLog events;
  private final AgentErrors errors;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(work -> AgentThread.of("refresh-timer", work));

  /** Confined to the background thread. */
  private boolean outage;

  KeySetThread(
      KeySetCache keySets,
      KeySetRefresher refresher,
      PhaseSwitches phases,
      EventLog events,
      AgentErrors errors) {
    this.keySets = keySets;
    this.refresher = refresher;
    this.phases = phases;
    this.events = events;
    this.errors = errors;
  }

  void start() {
    // What fails is counted, so there is nothing that the future could tell.
    var unused = executor.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** A tick that fails must not be the last. */
  void tick() {
    try {
      if (phases.state(Phase.JWKS).enabled()) {
        refresher.tick();
      } else {
        refresher.clear();
      }
      tellOutages(keySets.outages());
    } catch (Throwable failure) {
      errors.count(Border.BACKGROUND, "refresh", failure);
    }
  }

  private void tellOutages(long failing) {
    if (failing > 0 && !outage) {
      events.add(
          "jwks.outage",
          Severity.WARN,
          "auto",
          failing
              + (failing == 1 ? " key set" : " key sets")
              + " cannot be fetched; kept ones are served past their life until"
              + " phases.jwks.stale-if-error is over.");
    } else if (failing == 0 && outage) {
      events.add(
          "jwks.outage.over",
          Severity.INFO,
          "auto",
          "No key set is served past its life any more.");
    }
    outage = failing > 0;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    refresher.close();
  }
}
