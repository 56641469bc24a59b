package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.metrics.CohortExport;
import dev.latchkey.runtime.rollout.Phase;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/** Both sides of each rollout, for Prometheus. Stateless. */
final class CohortMetrics {
  private CohortMetrics() {}

  static List<MetricSnapshot> of(List<CohortExport> cohorts) {
    var durations =
        HistogramSnapshot.builder()
            .name("latchkey_phase_auth_duration_seconds")
            .help("Time of auth operations by the side of a phase's rollout that they fell on.");
    var failures = new ArrayList<CounterDataPointSnapshot>();
    for (var cohort : cohorts) {
      var labels =
          Labels.of(
              "phase",
              Phase.values()[cohort.phaseIndex()].id(),
              "cohort",
              cohort.treated() ? "treated" : "control");
      durations.dataPoint(MetricsSnapshots.histogram(cohort.durations(), labels));
      failures.add(MetricsSnapshots.point(cohort.failed(), labels));
    }
    return List.of(
        durations.build(),
        MetricsSnapshots.counter(
            "latchkey_phase_auth_failures",
            "Auth operations that failed, by the side of a phase's rollout that they fell on.",
            failures));
  }
}
