package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.metrics.HistogramExport;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.MetricsExport;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.store.ManagedCache;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
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
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Everything that counts, for Prometheus. Labels are names of layers, phases, targets and outcomes,
 * never of users, keys or URLs. Thread-safe.
 */
public final class MetricsEndpoint {
  private final AgentInfo info;
  private final Metrics metrics;
  private final PhaseSwitches phases;
  private final List<ManagedCache> caches;
  private final IntSupplier clients;

  /**
   * Reads from these.
   *
   * @param clients how many dashboards are connected
   */
  public MetricsEndpoint(
      AgentInfo info,
      Metrics metrics,
      PhaseSwitches phases,
      List<ManagedCache> caches,
      IntSupplier clients) {
    this.info = info;
    this.metrics = metrics;
    this.phases = phases;
    this.caches = List.copyOf(caches);
    this.clients = clients;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/metrics", Set.of("name[]"), call -> answer()));
  }

  private Reply answer() {
    var bytes = new ByteArrayOutputStream(1 << 13);
    try {
      PrometheusTextFormatWriter.create()
          .write(bytes, snapshots(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Reply(200, PrometheusTextFormatWriter.CONTENT_TYPE, bytes.toByteArray(), Map.of());
  }

  private MetricSnapshots snapshots() {
    var export = metrics.export();
    var all = new ArrayList<MetricSnapshot>();
    all.add(buildInfo());
    all.add(durations(export));
    all.add(
        counter(
            "latchkey_auth_requests",
            "Auth operations by outcome.",
            List.of(
                point(export.authSucceeded(), Labels.of("outcome", "success")),
                point(export.authFailed(), Labels.of("outcome", "error")))));
    all.add(cacheRequests(export));
    all.addAll(targets(export));
    all.add(
        counter(
            "latchkey_db_connections_opened",
            "Database connections that drivers opened.",
            List.of(point(export.connects().count(), Labels.EMPTY))));
    all.add(
        gauge(
            "latchkey_db_connections_open",
            "Database connections that drivers opened and that are open now.",
            List.of(value(export.connectionsOpen(), Labels.EMPTY))));
    all.add(
        HistogramSnapshot.builder()
            .name("latchkey_db_connect_duration_seconds")
            .help("Time in which drivers opened a connection.")
            .dataPoint(
                HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(buckets(export.connects()))
                    .sum(export.connects().sumSeconds())
                    .build())
            .build());
    all.addAll(caches());
    for (var cache : caches) {
      if (cache instanceof SessionCache sessions) {
        all.addAll(SessionMetrics.of(sessions));
      }
    }
    all.addAll(phases());
    all.add(errors());
    all.add(
        gauge(
            "latchkey_agent_woven_targets",
            "Targets with at least one woven method.",
            List.of(value(wovenTargets(), Labels.EMPTY))));
    all.add(
        gauge(
            "latchkey_dashboard_clients",
            "Dashboards connected to the live feed.",
            List.of(value(clients.getAsInt(), Labels.EMPTY))));
    return new MetricSnapshots(all);
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

  private static HistogramSnapshot durations(MetricsExport export) {
    var builder =
        HistogramSnapshot.builder()
            .name("latchkey_auth_duration_seconds")
            .help("Time of whole auth operations (stage total) and of each layer in them.");
    for (var histogram : export.authDurations()) {
      builder.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("stage", histogram.stage()))
              .classicHistogramBuckets(buckets(histogram))
              .sum(histogram.sumSeconds())
              .build());
    }
    return builder.build();
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

  private static List<MetricSnapshot> targets(MetricsExport export) {
    var calls = new ArrayList<CounterDataPointSnapshot>();
    var errors = new ArrayList<CounterDataPointSnapshot>();
    for (var target : export.targets()) {
      var labels = Labels.of("target", target.target(), "layer", target.layer().id());
      calls.add(point(target.calls(), labels));
      errors.add(point(target.errors(), labels));
    }
    return List.of(
        counter("latchkey_target_calls", "Outermost calls of each target.", calls),
        counter("latchkey_target_errors", "Calls that ended by an exception.", errors));
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

  private List<MetricSnapshot> phases() {
    var enabled = new ArrayList<GaugeDataPointSnapshot>();
    var rollout = new ArrayList<GaugeDataPointSnapshot>();
    for (var state : phases.states()) {
      var labels = Labels.of("phase", state.phase().id());
      enabled.add(value(state.enabled() ? 1 : 0, labels));
      rollout.add(value(state.rolloutPercent() / 100.0, labels));
    }
    return List.of(
        gauge("latchkey_phase_enabled", "1 while the phase is on.", enabled),
        gauge(
            "latchkey_phase_rollout_ratio",
            "Share of subjects that the phase treats while it is on.",
            rollout));
  }

  private CounterSnapshot errors() {
    var points = new ArrayList<CounterDataPointSnapshot>();
    for (var border : AgentErrors.Border.values()) {
      points.add(point(metrics.errors().total(border), Labels.of("where", border.id())));
    }
    return counter("latchkey_agent_errors", "Failures of the agent itself.", points);
  }

  private long wovenTargets() {
    return metrics.targets().stream()
        .filter(target -> target.weaving().state() == State.WOVEN)
        .count();
  }

  private static CounterSnapshot counter(
      String name, String help, List<CounterDataPointSnapshot> points) {
    var builder = CounterSnapshot.builder().name(name).help(help);
    points.forEach(builder::dataPoint);
    return builder.build();
  }

  private static GaugeSnapshot gauge(
      String name, String help, List<GaugeDataPointSnapshot> points) {
    var builder = GaugeSnapshot.builder().name(name).help(help);
    points.forEach(builder::dataPoint);
    return builder.build();
  }

  private static CounterDataPointSnapshot point(long value, Labels labels) {
    return CounterDataPointSnapshot.builder().value((double) value).labels(labels).build();
  }

  private static GaugeDataPointSnapshot value(long value, Labels labels) {
    return value((double) value, labels);
  }

  private static GaugeDataPointSnapshot value(double value, Labels labels) {
    return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
  }
}
