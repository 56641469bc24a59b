package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.gate.Criterion;
import dev.latchkey.runtime.gate.Gate;
import dev.latchkey.runtime.gate.GateVerdict;
import dev.latchkey.runtime.gate.Gates;
import dev.latchkey.runtime.guard.Rollbacks;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.pool.DatabaseFigures;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.shadow.ShadowChecks;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How phases and the configuration are switched, and what speaks for and against it, for
 * Prometheus. Thread-safe.
 *
 * @param startedAt when the configuration was read first
 */
public record RolloutMetrics(
    PhaseSwitches phases,
    Rollbacks rollbacks,
    ShadowChecks checks,
    DatabaseFigures database,
    EventLog events,
    Instant startedAt) {
  private static final double MILLIS = 1e3;

  List<MetricSnapshot> of(Summary summary) {
    var all = new ArrayList<MetricSnapshot>();
    all.addAll(switches());
    all.addAll(evidence());
    all.add(gates(summary));
    all.addAll(configuration());
    return all;
  }

  private List<MetricSnapshot> switches() {
    var enabled = new ArrayList<GaugeDataPointSnapshot>();
    var rollout = new ArrayList<GaugeDataPointSnapshot>();
    for (var state : phases.states()) {
      var labels = labels(state.phase());
      enabled.add(MetricsSnapshots.value(state.enabled() ? 1 : 0, labels));
      rollout.add(MetricsSnapshots.value(state.rolloutPercent() / 100.0, labels));
    }
    return List.of(
        MetricsSnapshots.gauge("latchkey_phase_enabled", "1 while the phase is on.", enabled),
        MetricsSnapshots.gauge(
            "latchkey_phase_rollout_ratio",
            "Share of subjects that the phase treats while it is on.",
            rollout));
  }

  private List<MetricSnapshot> evidence() {
    var back = new ArrayList<CounterDataPointSnapshot>();
    var compared = new ArrayList<CounterDataPointSnapshot>();
    for (Phase phase : Phase.values()) {
      var labels = labels(phase);
      back.add(MetricsSnapshots.point(rollbacks.byGuard(phase), labels.add("reason", "guard")));
      back.add(MetricsSnapshots.point(rollbacks.byHand(phase), labels.add("reason", "by-hand")));
      var figures = checks.figures(phase);
      long different = figures.compared() - figures.equal();
      compared.add(MetricsSnapshots.point(figures.equal(), labels.add("result", "match")));
      compared.add(MetricsSnapshots.point(different, labels.add("result", "mismatch")));
    }
    return List.of(
        MetricsSnapshots.counter(
            "latchkey_phase_rollbacks",
            "Times that a phase was rolled back in this process.",
            back),
        MetricsSnapshots.counter(
            "latchkey_shadow_checks",
            "Kept answers that were compared with the application's own.",
            compared));
  }

  /** What is not judged yet has no point, so that an alert on 0 means a failed one. */
  private MetricSnapshot gates(Summary summary) {
    var points = new ArrayList<GaugeDataPointSnapshot>();
    for (Gate gate : new Gates(phases, () -> summary, database::pools).all()) {
      for (Criterion each : gate.criteria()) {
        if (each.verdict() != GateVerdict.NOT_ENOUGH_DATA) {
          points.add(
              MetricsSnapshots.value(
                  each.verdict() == GateVerdict.PASS ? 1 : 0,
                  labels(gate.phase()).add("gate", each.name())));
        }
      }
    }
    return MetricsSnapshots.gauge(
        "latchkey_phase_gate_ok",
        "1 where a phase that is on meets a criterion of its gate, 0 where it fails it.",
        points);
  }

  private List<MetricSnapshot> configuration() {
    Instant taken = events.latest("config.reloaded").orElse(startedAt);
    boolean refused = events.latest("config.refused").filter(taken::isBefore).isPresent();
    return List.of(
        MetricsSnapshots.gauge(
            "latchkey_config_last_reload_successful",
            "0 while the configuration file as it is was refused.",
            List.of(MetricsSnapshots.value(refused ? 0 : 1, Labels.EMPTY))),
        MetricsSnapshots.gauge(
            "latchkey_config_last_reload_timestamp_seconds",
            "When the configuration in force was read.",
            List.of(MetricsSnapshots.value(taken.toEpochMilli() / MILLIS, Labels.EMPTY))));
  }

  private static Labels labels(Phase phase) {
    return Labels.of("phase", phase.id());
  }
}
