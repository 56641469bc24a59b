package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.session.TargetFigures;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** What happened to user lookups, for Prometheus (safety rule SES-35). Stateless. */
final class SessionMetrics {
  private SessionMetrics() {}

  static List<MetricSnapshot> of(SessionCache sessions) {
    var lookups =
        CounterSnapshot.builder()
            .name("latchkey_session_lookups")
            .help("User lookups, by what came of them.");
    var staleness =
        GaugeSnapshot.builder()
            .name("latchkey_session_max_staleness_seconds")
            .help("The longest that a change made by another process stays unseen.");
    for (var target : sessions.figures()) {
      addTo(lookups, target);
      staleness.dataPoint(
          GaugeDataPointSnapshot.builder()
              .value(target.maxStalenessMillis() / 1_000.0)
              .labels(Labels.of("target", target.target()))
              .build());
    }
    var unknown =
        CounterSnapshot.builder()
            .name("latchkey_session_unknown_writes")
            .help("Statements that may write anything, at which all answers fell.")
            .dataPoint(
                CounterDataPointSnapshot.builder()
                    .value((double) sessions.unknownWrites())
                    .build());
    return List.of(lookups.build(), staleness.build(), unknown.build(), feed(sessions));
  }

  private static MetricSnapshot feed(SessionCache sessions) {
    var feed =
        GaugeSnapshot.builder()
            .name("latchkey_session_feed_active")
            .help("Whether every change by other processes is told; absent without a feed.");
    sessions
        .feed()
        .ifPresent(
            state ->
                feed.dataPoint(
                    GaugeDataPointSnapshot.builder().value(state.active() ? 1 : 0).build()));
    return feed.build();
  }

  private static void addTo(CounterSnapshot.Builder lookups, TargetFigures target) {
    add(lookups, target, "hit", target.hits());
    add(lookups, target, "negative_hit", target.negativeHits());
    add(lookups, target, "load", target.loads());
    add(lookups, target, "joined", target.joined());
    add(lookups, target, "refused_by_token", target.refusedByToken());
    add(lookups, target, "lock_bypass", target.lockBypasses());
    add(lookups, target, "transaction_bypass", target.transactionBypasses());
    add(lookups, target, "login_bypass", target.loginBypasses());
    add(lookups, target, "not_kept", target.notKept());
    add(lookups, target, "compared", target.comparisons());
    add(lookups, target, "mismatch", target.mismatches());
  }

  private static void add(
      CounterSnapshot.Builder lookups, TargetFigures target, String result, long count) {
    lookups.dataPoint(
        CounterDataPointSnapshot.builder()
            .value((double) count)
            .labels(Labels.of("target", target.target(), "result", result))
            .build());
  }
}
