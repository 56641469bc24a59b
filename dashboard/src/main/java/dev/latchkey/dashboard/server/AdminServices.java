package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.endpoint.MetricsSnapshots;
import dev.latchkey.dashboard.endpoint.RolloutMetrics;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.CacheLimits;
import dev.latchkey.runtime.TargetControl;
import dev.latchkey.runtime.alert.Alerts;
import dev.latchkey.runtime.analysis.Forecaster;
import dev.latchkey.runtime.audit.AuditLog;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.bench.BenchProcesses;
import dev.latchkey.runtime.coherence.CoherenceView;
import dev.latchkey.runtime.config.ConfigOnDisk;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.GuardConfig;
import dev.latchkey.runtime.discovery.Discovery;
import dev.latchkey.runtime.fleet.FleetView;
import dev.latchkey.runtime.guard.Guard;
import dev.latchkey.runtime.history.ChangeWatch;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.pool.DatabaseFigures;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.safety.SafetyReport;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.ManagedCache;
import dev.latchkey.runtime.time.Ticker;
import dev.latchkey.runtime.token.Revocations;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the server shows and changes. Immutable; its parts are thread-safe.
 *
 * @param guarding how rollouts are judged, for plans that say nothing else
 * @param history what was measured, over restarts
 * @param benchmarks loads that were begun over HTTP
 * @param changes what became different after changes
 * @param checks what comparisons of kept answers with the application's own have shown
 * @param limits lives and sizes of caches that can be changed
 * @param fleet the instances that share a Redis; empty without one
 * @param coherence what phase 5 does
 * @param safety for how long at most a kept answer may be untrue
 * @param config what is in force and who said so
 * @param file the configuration file as it is now
 * @param ready whether the agent has begun to measure
 */
public record AdminServices(
    Metrics metrics,
    PhaseSwitches phases,
    Guard guard,
    Supplier<GuardConfig> guarding,
    EventLog events,
    AuditLog audit,
    History history,
    Alerts alerts,
    BenchProcesses benchmarks,
    ChangeWatch changes,
    ShadowChecks checks,
    Forecaster forecaster,
    List<ManagedCache> caches,
    CacheLimits limits,
    TargetControl targets,
    Discovery discovery,
    Revocations revocations,
    DatabaseFigures database,
    Supplier<Optional<FleetView>> fleet,
    Supplier<CoherenceView> coherence,
    Supplier<SafetyReport> safety,
    EffectiveConfig config,
    ConfigOnDisk file,
    AgentInfo info,
    BooleanSupplier ready,
    Ticker ticker) {

  /** Copies the list. */
  public AdminServices {
    caches = List.copyOf(caches);
  }

  /** Returns what monitoring systems read of all this. */
  public MetricsSnapshots snapshots() {
    var rollout =
        new RolloutMetrics(phases, guard.rollbacks(), checks, database, events, info.startedAt());
    return new MetricsSnapshots(info, metrics, rollout, caches, fleet, history::lost);
  }
}
