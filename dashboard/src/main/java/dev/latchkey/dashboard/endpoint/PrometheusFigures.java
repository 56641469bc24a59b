package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.metrics.HistogramExport;
import dev.latchkey.runtime.metrics.MetricsExport;
import dev.latchkey.runtime.metrics.TargetCounters;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.ManagedCache;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the runtime's figures into Prometheus' model. Labels come from fixed sets and from the names
 * of targets, which the operator gave (rule B-7). Thread-safe.
 */
final class PrometheusFigures {
  private final AgentInfo info;
  private final LatchkeyRuntime runtime;

  PrometheusFigures(AgentInfo info, LatchkeyRuntime runtime) {
    this.info = info;
    this.runtime = runtime;
  }

  MetricSnapshots now() {
    MetricsExport export = runtime.metrics().export();
    return MetricSnapshots.builder()
        .metricSnapshot(buildInfo())
        .metricSnapshot(durations(export))
        .metricSnapshot(requests(export))
        .metricSnapshot(cacheRequests(export))
        .metricSnapshot(targetCalls(export))
        .metricSnapshot(cacheEntries())
        .metricSnapshot(cacheEvictions())
        .metricSnapshot(phaseEnabled())
        .metricSnapshot(phaseRollout())
        .metricSnapshot(connections(export))
        .metricSnapshot(errors())
        .build();
  }

  private InfoSnapshot buildInfo() {
    return InfoSnapshot.builder()
        .name("latchkey_build")
        .help("Version of the agent and of the JVM.")
        .dataPoint(
            InfoDataPointSnapshot.builder()
                .labels(Labels.of("version", info.version(), "jvm", info.jvm()))
                .build())
        .build();
  }

  private static HistogramSnapshot durations(MetricsExport export) {
    HistogramSnapshot.Builder builder =
        HistogramSnapshot.builder()
            .name("latchkey_auth_duration_seconds")
            .help("Duration of auth operations, and of the time that each layer took of them.")
            .unit(Unit.SECONDS);
    for (HistogramExport histogram : export.authDurations()) {
      builder.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("stage", histogram.stage()))
              .classicHistogramBuckets(buckets(histogram))
              .sum(histogram.sumSeconds())
              .build());
    }
    return builder.build();
  }

  /** The model wants the count of each bucket alone, with one for what is beyond the last bound. */
  private static ClassicHistogramBuckets buckets(HistogramExport histogram) {
    List<Double> bounds = new ArrayList<>(histogram.upperBoundsSeconds());
    bounds.add(Double.POSITIVE_INFINITY);
    List<Long> counts = new ArrayList<>();
    long before = 0;
    for (long upTo : histogram.cumulativeCounts()) {
      counts.add(upTo - before);
      before = upTo;
    }
    counts.add(Math.max(0, histogram.count() - before));
    return ClassicHistogramBuckets.of(bounds, counts);
  }

  private static CounterSnapshot requests(MetricsExport export) {
    return CounterSnapshot.builder()
        .name("latchkey_auth_requests")
        .help("Auth operations by how they ended.")
        .dataPoint(count(export.authSucceeded(), "outcome", "success"))
        .dataPoint(count(export.authFailed(), "outcome", "error"))
        .build();
  }

  private static CounterSnapshot cacheRequests(MetricsExport export) {
    CounterSnapshot.Builder builder =
        CounterSnapshot.builder()
            .name("latchkey_cache_requests")
            .help("Calls by how a layer's cache took part in them.");
    export
        .cacheOutcomes()
        .forEach(
            (layer, counts) ->
                counts.forEach(
                    (outcome, calls) ->
                        builder.dataPoint(
                            count(calls, "layer", layer.id(), "result", outcome.id()))));
    return builder.build();
  }

  private static CounterSnapshot targetCalls(MetricsExport export) {
    CounterSnapshot.Builder builder =
        CounterSnapshot.builder()
            .name("latchkey_target_calls")
            .help("Outermost calls of each target.");
    for (TargetCounters target : export.targets()) {
      builder.dataPoint(
          count(target.calls(), "target", target.target(), "layer", target.layer().id()));
    }
    return builder.build();
  }

  private GaugeSnapshot cacheEntries() {
    GaugeSnapshot.Builder builder =
        GaugeSnapshot.builder()
            .name("latchkey_cache_entries")
            .help("Entries held by a layer's cache.");
    for (ManagedCache cache : runtime.caches()) {
      builder.dataPoint(gauge((double) cache.stats().entries(), "layer", cache.layer().id()));
    }
    return builder.build();
  }

  private CounterSnapshot cacheEvictions() {
    CounterSnapshot.Builder builder =
        CounterSnapshot.builder()
            .name("latchkey_cache_evictions")
            .help("Entries dropped, by cause.");
    for (ManagedCache cache : runtime.caches()) {
      String layer = cache.layer().id();
      CacheStats stats = cache.stats();
      builder.dataPoint(count(stats.evicted(), "layer", layer, "cause", "size"));
      builder.dataPoint(count(stats.expired(), "layer", layer, "cause", "age"));
      builder.dataPoint(count(stats.invalidated(), "layer", layer, "cause", "invalidated"));
    }
    return builder.build();
  }

  private GaugeSnapshot phaseEnabled() {
    GaugeSnapshot.Builder builder =
        GaugeSnapshot.builder().name("latchkey_phase_enabled").help("1 for a phase that is on.");
    for (PhaseState state : runtime.phases().states()) {
      builder.dataPoint(gauge(state.enabled() ? 1 : 0, "phase", state.phase().id()));
    }
    return builder.build();
  }

  private GaugeSnapshot phaseRollout() {
    GaugeSnapshot.Builder builder =
        GaugeSnapshot.builder()
            .name("latchkey_phase_rollout_ratio")
            .help("Share of subjects that an enabled phase treats.");
    for (PhaseState state : runtime.phases().states()) {
      builder.dataPoint(gauge(state.rolloutPercent() / 100.0, "phase", state.phase().id()));
    }
    return builder.build();
  }

  private static CounterSnapshot connections(MetricsExport export) {
    return CounterSnapshot.builder()
        .name("latchkey_db_connections_opened")
        .help("Database connections opened by targets that open one.")
        .dataPoint(
            CounterDataPointSnapshot.builder().value((double) export.connectionsOpened()).build())
        .build();
  }

  private CounterSnapshot errors() {
    CounterSnapshot.Builder builder =
        CounterSnapshot.builder()
            .name("latchkey_agent_errors")
            .help("Failures of the agent's own code; the application ran on.");
    for (AgentErrors.Border border : AgentErrors.Border.values()) {
      builder.dataPoint(count(runtime.metrics().errors().total(border), "where", border.id()));
    }
    return builder.build();
  }

  private static CounterDataPointSnapshot count(long value, String... labels) {
    return CounterDataPointSnapshot.builder()
        .labels(Labels.of(labels))
        .value((double) value)
        .build();
  }

  private static GaugeDataPointSnapshot gauge(double value, String... labels) {
    return GaugeDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build();
  }
}
