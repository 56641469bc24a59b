package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.feed.FeedState;
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
  private static final double MILLIS = 1_000;

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
    var copying =
        GaugeSnapshot.builder()
            .name("latchkey_session_copy_seconds")
            .help("Median time of copying an answer; absent before the first.");
    var size =
        GaugeSnapshot.builder()
            .name("latchkey_session_entry_bytes")
            .help("Mean size of the answers that were kept, estimated.");
    for (var target : sessions.figures()) {
      addTo(lookups, target);
      Double copied = target.copyP50Millis();
      if (copied != null) {
        copying.dataPoint(point(target, copied / MILLIS));
        size.dataPoint(point(target, (double) target.meanEntryBytes()));
      }
      staleness.dataPoint(point(target, target.maxStalenessMillis() / MILLIS));
    }
    var unknown =
        CounterSnapshot.builder()
            .name("latchkey_session_unknown_writes")
            .help("Statements that may write anything, at which all answers fell.")
            .dataPoint(
                CounterDataPointSnapshot.builder()
                    .value((double) sessions.unknownWrites())
                    .build());
    return List.of(
        lookups.build(),
        staleness.build(),
        copying.build(),
        size.build(),
        unknown.build(),
        feed(sessions),
        lag(sessions));
  }

  private static GaugeDataPointSnapshot point(TargetFigures target, double value) {
    return GaugeDataPointSnapshot.builder()
        .value(value)
        .labels(Labels.of("target", target.target()))
        .build();
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

  private static MetricSnapshot lag(SessionCache sessions) {
    var lag =
        GaugeSnapshot.builder()
            .name("latchkey_session_feed_lag_seconds")
            .help("How long ago the feed's database answered last; absent while it is not active.");
    FeedState state = sessions.feed().orElse(null);
    Long millis = state == null ? null : state.lagMillis();
    if (millis != null) {
      lag.dataPoint(GaugeDataPointSnapshot.builder().value(millis / MILLIS).build());
    }
    return lag.build();
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
