package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.fleet.FleetView;
import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.metrics.HistogramExport;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.MetricsExport;
import dev.latchkey.runtime.metrics.SlowOperation;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.store.ManagedCache;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Everything that counts, in the model of Prometheus. Labels are names of layers, phases, targets
 * and outcomes, never of users, keys or URLs. Thread-safe.
 */
public final class MetricsSnapshots implements Supplier<MetricSnapshots> {
  private final AgentInfo info;
  private final Metrics metrics;
  private final RolloutMetrics rollout;
  private final List<ManagedCache> caches;
  private final Supplier<Optional<FleetView>> fleet;
  private final LongSupplier lost;

  /**
   * Reads from these.
   *
   * @param fleet the instances that share a Redis; empty without one
   * @param lost how much the history had to leave out
   */
  public MetricsSnapshots(
      AgentInfo info,
      Metrics metrics,
      RolloutMetrics rollout,
      List<ManagedCache> caches,
      Supplier<Optional<FleetView>> fleet,
      LongSupplier lost) {
    this.info = info;
    this.metrics = metrics;
    this.rollout = rollout;
    this.caches = List.copyOf(caches);
    this.fleet = fleet;
    this.lost = lost;
  }

  /** Returns all figures as they are now; those of the system as of the last tick. */
  @Override
  public MetricSnapshots get() {
    var export = metrics.export();
    var summary = metrics.summary();
    var all = new ArrayList<MetricSnapshot>();
    all.add(buildInfo());
    all.addAll(operations(export, metrics.slow().slowest()));
    all.add(cacheRequests(export));
    all.add(cacheLoads(export));
    all.addAll(targets(export));
    all.addAll(connections(export));
    all.addAll(caches());
    for (var cache : caches) {
      if (cache instanceof SessionCache sessions) {
        all.addAll(SessionMetrics.of(sessions));
      }
    }
    all.addAll(rollout.of(summary));
    all.addAll(CohortMetrics.of(export.cohorts()));
    fleet.get().ifPresent(view -> all.addAll(fleet(view)));
    all.addAll(SystemMetrics.of(summary.system(), metrics.agentCost()));
    all.add(errors());
    all.add(
        counter(
            "latchkey_history_lost",
            "What the history left out because the disk did not come along.",
            List.of(point(lost.getAsLong(), Labels.EMPTY))));
    all.add(
        gauge(
            "latchkey_agent_woven_targets",
            "Targets with at least one woven method.",
            List.of(value(wovenTargets(), Labels.EMPTY))));
    return new MetricSnapshots(all);
  }

  private static List<MetricSnapshot> operations(
      MetricsExport export, List<SlowOperation> slowest) {
    var failures = new ArrayList<CounterDataPointSnapshot>();
    export
        .failures()
        .forEach((kind, count) -> failures.add(point(count, Labels.of("kind", kind.id()))));
    return List.of(
        durations(export, slowest),
        counter(
            "latchkey_auth_requests",
            "Auth operations by outcome.",
            List.of(
                point(export.authSucceeded(), Labels.of("outcome", "success")),
                point(export.authFailed(), Labels.of("outcome", "error")))),
        counter(
            "latchkey_auth_failures",
            "Auth operations that failed, by what their exception says of the reason.",
            failures),
        gauge(
            "latchkey_auth_operations_running",
            "Auth operations under way now.",
            List.of(value(export.authRunning(), Labels.EMPTY))));
  }

  private static List<MetricSnapshot> connections(MetricsExport export) {
    var held = new ArrayList<GaugeDataPointSnapshot>();
    var waiting = new ArrayList<GaugeDataPointSnapshot>();
    var timeouts = new ArrayList<CounterDataPointSnapshot>();
    var pools = export.pools();
    if (!Double.isNaN(pools.active())) {
      held.add(value(pools.active(), Labels.of("state", "active")));
      held.add(value(pools.idle(), Labels.of("state", "idle")));
      waiting.add(value(pools.waiting(), Labels.EMPTY));
      timeouts.add(point(pools.timeouts(), Labels.EMPTY));
    }
    return List.of(
        counter(
            "latchkey_db_connections_opened",
            "Database connections that drivers opened.",
            List.of(point(export.connects().count(), Labels.EMPTY))),
        gauge(
            "latchkey_db_connections_open",
            "Database connections that drivers opened and that are open now.",
            List.of(value(export.connectionsOpen(), Labels.EMPTY))),
        HistogramSnapshot.builder()
            .name("latchkey_db_connect_duration_seconds")
            .help("Time in which drivers opened a connection.")
            .dataPoint(histogram(export.connects(), Labels.EMPTY))
            .build(),
        gauge("latchkey_pool_connections", "Connections that phase 4 holds.", held),
        gauge("latchkey_pool_waiting", "Calls that wait for a pooled connection.", waiting),
        counter(
            "latchkey_pool_timeouts",
            "Calls that waited as long as they may for a pooled connection and got none.",
            timeouts));
  }

  private static List<MetricSnapshot> fleet(FleetView view) {
    return List.of(
        gauge(
            "latchkey_redis_up",
            "1 while the shared Redis answers; absent without one.",
            List.of(value(view.linked() ? 1 : 0, Labels.EMPTY))),
        counter(
            "latchkey_redis_faults",
            "Answers of the shared Redis that failed or took too long.",
            List.of(point(view.redisFaults(), Labels.EMPTY))),
        gauge(
            "latchkey_fleet_instances",
            "Processes that share the Redis and were heard lately, this one included.",
            List.of(
                value(
                    view.instances().stream().filter(each -> !each.late()).count(),
                    Labels.EMPTY))));
  }

  private InfoSnapshot buildInfo() {
    return InfoSnapshot.builder()
        .name("latchkey_build")
        .help("Version of the agent and of the JVM it runs in.")
        .dataPoint(
            InfoDataPointSnapshot.builder()
                .labels(Labels.of("version", info.version(), "jvm", info.jvm()))
                .build())
        .build();
  }

  private static HistogramSnapshot durations(MetricsExport export, List<SlowOperation> slowest) {
    var builder =
        HistogramSnapshot.builder()
            .name("latchkey_auth_duration_seconds")
            .help("Time of whole auth operations (stage total) and of each layer in them.");
    for (var histogram : export.authDurations()) {
      var total = histogram.stage().equals(HistogramExport.TOTAL);
      builder.dataPoint(
          histogram(
              histogram,
              Labels.of("stage", histogram.stage()),
              total ? TraceExemplars.of(slowest) : Exemplars.EMPTY));
    }
    return builder.build();
  }

  static HistogramDataPointSnapshot histogram(HistogramExport histogram, Labels labels) {
    return histogram(histogram, labels, Exemplars.EMPTY);
  }

  private static HistogramDataPointSnapshot histogram(
      HistogramExport histogram, Labels labels, Exemplars exemplars) {
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets(histogram))
        .sum(histogram.sumSeconds())
        .exemplars(exemplars)
        .build();
  }

  /** The model takes the count of each bucket alone, the export counts up to each bound. */
  private static ClassicHistogramBuckets buckets(HistogramExport histogram) {
    var bounds = new ArrayList<>(histogram.upperBoundsSeconds());
    var counts = new ArrayList<Long>();
    long below = 0;
    for (long cumulative : histogram.cumulativeCounts()) {
      counts.add(Math.max(0, cumulative - below));
      below = Math.max(below, cumulative);
    }
    bounds.add(Double.POSITIVE_INFINITY);
    counts.add(Math.max(0, histogram.count() - below));
    return ClassicHistogramBuckets.of(bounds, counts);
  }

  private static CounterSnapshot cacheRequests(MetricsExport export) {
    var points = new ArrayList<CounterDataPointSnapshot>();
    export
        .cacheOutcomes()
        .forEach(
            (layer, counts) ->
                counts.forEach(
                    (outcome, count) ->
                        points.add(
                            point(count, Labels.of("layer", layer.id(), "result", outcome.id())))));
    return counter("latchkey_cache_requests", "Calls of cached targets by outcome.", points);
  }

  private static HistogramSnapshot cacheLoads(MetricsExport export) {
    var builder =
        HistogramSnapshot.builder()
            .name("latchkey_cache_load_duration_seconds")
            .help("Time of calls that the application ran and whose answers a cache took in.");
    for (var loads : export.cacheLoads()) {
      builder.dataPoint(histogram(loads, Labels.of("layer", loads.stage())));
    }
    return builder.build();
  }

  private static List<MetricSnapshot> targets(MetricsExport export) {
    var calls = new ArrayList<CounterDataPointSnapshot>();
    var errors = new ArrayList<CounterDataPointSnapshot>();
    var outcomes = new ArrayList<CounterDataPointSnapshot>();
    var durations =
        HistogramSnapshot.builder()
            .name("latchkey_target_duration_seconds")
            .help("Time of the outermost calls of each target.");
    for (var target : export.targets()) {
      var labels = Labels.of("target", target.target(), "layer", target.layer().id());
      calls.add(point(target.calls(), labels));
      errors.add(point(target.errors(), labels));
      target
          .outcomes()
          .forEach(
              (outcome, count) -> outcomes.add(point(count, labels.add("result", outcome.id()))));
      durations.dataPoint(histogram(target.durations(), labels));
    }
    return List.of(
        counter("latchkey_target_calls", "Outermost calls of each target.", calls),
        counter("latchkey_target_errors", "Calls that ended by an exception.", errors),
        counter(
            "latchkey_target_cache_requests", "Calls of each cached target by outcome.", outcomes),
        durations.build());
  }

  private List<MetricSnapshot> caches() {
    var entries = new ArrayList<GaugeDataPointSnapshot>();
    var weights = new ArrayList<GaugeDataPointSnapshot>();
    var removals = new ArrayList<CounterDataPointSnapshot>();
    var stored = new ArrayList<CounterDataPointSnapshot>();
    var outages = new ArrayList<GaugeDataPointSnapshot>();
    for (var cache : caches) {
      var layer = cache.layer().id();
      var stats = cache.stats();
      entries.add(value(stats.entries(), Labels.of("layer", layer)));
      weights.add(value(stats.weightBytes(), Labels.of("layer", layer)));
      outages.add(value(cache.outages(), Labels.of("layer", layer)));
      stored.add(point(stats.stored(), Labels.of("layer", layer)));
      removals.add(point(stats.evicted(), Labels.of("layer", layer, "cause", "size")));
      removals.add(point(stats.expired(), Labels.of("layer", layer, "cause", "expired")));
      removals.add(point(stats.invalidated(), Labels.of("layer", layer, "cause", "invalidated")));
    }
    return List.of(
        gauge("latchkey_cache_entries", "Entries held now.", entries),
        gauge("latchkey_cache_weight_bytes", "Estimated size of all entries.", weights),
        gauge(
            "latchkey_cache_outages",
            "Entries kept past their life because their origin fails.",
            outages),
        counter("latchkey_cache_stored", "Answers taken in.", stored),
        counter("latchkey_cache_evictions", "Entries dropped, by cause.", removals));
  }

  private CounterSnapshot errors() {
    var points = new ArrayList<CounterDataPointSnapshot>();
    for (var border : AgentErrors.Border.values()) {
      points.add(point(metrics.errors().total(border), Labels.of("where", border.id())));
    }
    return counter("latchkey_agent_errors", "Failures of the agent itself.", points);
  }

  private long wovenTargets() {
    return metrics.weavings().stream()
        .filter(target -> target.status().state() == State.WOVEN)
        .count();
  }

  static CounterSnapshot counter(String name, String help, List<CounterDataPointSnapshot> points) {
    var builder = CounterSnapshot.builder().name(name).help(help);
    points.forEach(builder::dataPoint);
    return builder.build();
  }

  static GaugeSnapshot gauge(String name, String help, List<GaugeDataPointSnapshot> points) {
    var builder = GaugeSnapshot.builder().name(name).help(help);
    points.forEach(builder::dataPoint);
    return builder.build();
  }

  static CounterDataPointSnapshot point(long value, Labels labels) {
    return point((double) value, labels);
  }

  static CounterDataPointSnapshot point(double value, Labels labels) {
    return CounterDataPointSnapshot.builder().value(value).labels(labels).build();
  }

  static GaugeDataPointSnapshot value(long value, Labels labels) {
    return value((double) value, labels);
  }

  static GaugeDataPointSnapshot value(double value, Labels labels) {
    return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
  }
}
