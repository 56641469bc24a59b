package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.feed.FeedState;
import dev.latchkey.runtime.session.Lookup;
import dev.latchkey.runtime.session.LookupSettings;
import dev.latchkey.runtime.session.LookupTarget;
import dev.latchkey.runtime.session.Names;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.session.ValueCopier;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.Ticker;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionMetricsTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final SessionCache cache =
      new SessionCache(1 << 20, new ShadowChecks(0, Ticker.system()), Ticker.system());
  private final LookupTarget users =
      cache.target(
          new LookupSettings("load-user", MINUTE, MINUTE, 0, List.of()), new Texts(), why -> {});

  /** Keeps texts as they are. */
  private static final class Texts implements ValueCopier {
    @Override
    public Object keep(Object value) {
      return value;
    }

    @Override
    public Object copy(Object kept) {
      return kept;
    }

    @Override
    public boolean same(Object kept, Object other) {
      return kept.equals(other);
    }

    @Override
    public int bytes(Object kept) {
      return 10;
    }
  }

  private void ask(String name) {
    var key = FingerprintBuilder.of("test").text(name).build();
    Lookup lookup = users.begin(key, () -> Names.ofNamed(name), true, null);
    if (users.answer(lookup) == null) {
      users.loaded(lookup, name, Long.MAX_VALUE, true);
    }
  }

  private MetricSnapshot metric(String name) {
    return SessionMetrics.of(cache).stream()
        .filter(each -> each.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("SES-35 lookups are counted by what came of them, without whose they were")
  void countsByOutcome() {
    ask("alice");
    ask("alice");
    ask("alice");
    ask("bob");
    Map<String, Double> counts = new TreeMap<>();
    for (var point : ((CounterSnapshot) metric("latchkey_session_lookups")).getDataPoints()) {
      assertThat(point.getLabels().get("target")).isEqualTo("load-user");
      assertThat(point.getLabels().toString()).doesNotContain("alice");
      counts.put(point.getLabels().get("result"), point.getValue());
    }
    assertThat(counts)
        .containsEntry("hit", 2.0)
        .containsEntry("load", 2.0)
        .containsKeys(
            "negative_hit",
            "joined",
            "refused_by_token",
            "lock_bypass",
            "transaction_bypass",
            "login_bypass",
            "not_kept",
            "compared",
            "mismatch");
  }

  @Test
  @DisplayName("SES-35 what a copy takes and how large answers are is told once there are some")
  void tellsCopies() {
    assertThat(((GaugeSnapshot) metric("latchkey_session_copy_seconds")).getDataPoints()).isEmpty();
    ask("alice");
    var copying = (GaugeSnapshot) metric("latchkey_session_copy_seconds");
    assertThat(copying.getDataPoints())
        .singleElement()
        .satisfies(point -> assertThat(point.getValue()).isPositive());
    var size = (GaugeSnapshot) metric("latchkey_session_entry_bytes");
    assertThat(size.getDataPoints().get(0).getValue()).isGreaterThanOrEqualTo(10);
  }

  @Test
  @DisplayName("SES-35 SES-14 the greatest staleness and the state of the feed are told")
  void tellsStaleness() {
    var staleness = (GaugeSnapshot) metric("latchkey_session_max_staleness_seconds");
    assertThat(staleness.getDataPoints().get(0).getValue()).isEqualTo(60);
    assertThat(cache.maxStaleness()).isEqualTo(MINUTE);
    assertThat(((GaugeSnapshot) metric("latchkey_session_feed_active")).getDataPoints()).isEmpty();

    cache.feed(() -> Optional.of(new FeedState("notify", true, "", 250L)));
    var feed = (GaugeSnapshot) metric("latchkey_session_feed_active");
    assertThat(feed.getDataPoints().get(0).getValue()).isOne();
    var lag = (GaugeSnapshot) metric("latchkey_session_feed_lag_seconds");
    assertThat(lag.getDataPoints().get(0).getValue()).isEqualTo(0.25);

    cache.feed(() -> Optional.of(new FeedState("notify", false, "no connection", null)));
    lag = (GaugeSnapshot) metric("latchkey_session_feed_lag_seconds");
    assertThat(lag.getDataPoints()).isEmpty();
  }
}
