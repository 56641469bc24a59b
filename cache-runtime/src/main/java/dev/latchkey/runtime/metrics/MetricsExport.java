package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.FailureKind;
import dev.latchkey.runtime.operation.Layer;
import java.util.List;
import java.util.Map;

/**
 * All that a monitoring system collects from the recorders, in no library's types. Every figure
 * counts from the start of the agent and never falls; a target counts from its registration.
 * Immutable. The names in it are those of targets, layers and outcomes, never content of a token.
 *
 * @param authDurations one histogram for whole auth operations and one per layer
 * @param authSucceeded auth operations that ended without an exception
 * @param authFailed auth operations that ended by an exception of the application
 * @param failures the same by kind
 * @param authRunning auth operations that run now, which is no count
 * @param cohorts auth operations by the side of each phase that they fell on
 * @param targets the targets that are registered now
 * @param cacheOutcomes calls by outcome, for each layer that ever had one
 * @param cacheLoads times of calls whose answers were offered to a cache, one for each layer that
 *     ever had one
 * @param connects times in which drivers opened database connections
 * @param pools what phase 4 holds now
 * @param connectionsOpen database connections that are open now, which is no count
 */
public record MetricsExport(
    List<HistogramExport> authDurations,
    long authSucceeded,
    long authFailed,
    Map<FailureKind, Long> failures,
    long authRunning,
    List<CohortExport> cohorts,
    List<TargetCounters> targets,
    Map<Layer, Map<CacheOutcome, Long>> cacheOutcomes,
    List<HistogramExport> cacheLoads,
    HistogramExport connects,
    PoolUse pools,
    int connectionsOpen) {

  /** Copies the collections. */
  public MetricsExport {
    authDurations = List.copyOf(authDurations);
    failures = EnumMaps.copyOf(failures, FailureKind.class);
    cohorts = List.copyOf(cohorts);
    targets = List.copyOf(targets);
    cacheLoads = List.copyOf(cacheLoads);
    cacheOutcomes = EnumMaps.copyOfNested(cacheOutcomes, Layer.class, CacheOutcome.class);
  }
}
