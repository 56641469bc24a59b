package dev.latchkey.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.feed.FeedListener;
import dev.latchkey.runtime.feed.FeedTable;
import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutsideChangesTest {
  private static final Fingerprint KEY = FingerprintBuilder.of("test").text("alice").build();
  private static final Duration LONG = Duration.ofMinutes(20);
  private static final Duration SHORT = Duration.ofSeconds(60);
  private static final Duration BOUND = Duration.ofSeconds(7);
  private static final FeedTable USERS = FeedTable.parse("auth.users").orElseThrow();
  private static final FeedTable ROLES = FeedTable.parse("auth.roles").orElseThrow();

  private final ManualTicker ticker = new ManualTicker();
  private final SessionCache cache =
      new SessionCache(1 << 20, () -> () -> false, new ShadowChecks(0, ticker), ticker);
  private final JdbcObserver observer = new JdbcObserver(new Metrics(ticker, 10).connections());
  private final FeedListener feed = cache.outside().listener(List.of(USERS, ROLES), BOUND);
  private int runs;

  /** What the application finds. */
  private String stored = "alice";

  OutsideChangesTest() {
    observer.listen(cache.listener());
  }

  private LookupTarget target(String... tables) {
    return cache.target(
        new LookupSettings("users", LONG, SHORT, 0, named(tables)),
        new PlainCopier(),
        reason -> {});
  }

  private static List<LookupTable> named(String... tables) {
    return Arrays.stream(tables).map(each -> new LookupTable(each, List.of())).toList();
  }

  private @Nullable Object ask(LookupTarget users) {
    Lookup lookup = users.begin(KEY, () -> Names.ofNamed("alice"), true, null);
    Object kept = users.answer(lookup);
    if (kept == null) {
      runs++;
      users.loaded(lookup, stored, Long.MAX_VALUE, true);
      return stored;
    }
    return kept;
  }

  private int runsOf(LookupTarget users, int times) {
    int before = runs;
    for (int i = 0; i < times; i++) {
      ask(users);
    }
    return runs - before;
  }

  @Test
  @DisplayName("SES-14 without a feed an answer lives for 60 s, with one as long as is wanted")
  void livesLongWithFeed() {
    LookupTarget users = target("auth.users");
    assertThat(users.figures().maxStalenessMillis()).isEqualTo(SHORT.toMillis());
    assertThat(runsOf(users, 2)).isEqualTo(1);
    ticker.advance(SHORT.plusSeconds(1));
    assertThat(runsOf(users, 2)).isEqualTo(1);

    feed.resumed();

    assertThat(users.figures().maxStalenessMillis()).isEqualTo(BOUND.toMillis());
    assertThat(runsOf(users, 2)).as("what was kept may be old").isEqualTo(1);
    ticker.advance(LONG.minusSeconds(1));
    assertThat(runsOf(users, 2)).isZero();
    ticker.advance(Duration.ofSeconds(2));
    assertThat(runsOf(users, 2)).isEqualTo(1);
  }

  /** Returns for how long users are answered as they were, after another process changed them. */
  private Duration staleFor(LookupTarget users, Duration told) {
    ask(users);
    assertThat(ask(users)).isEqualTo(stored);
    String before = stored;
    stored = before + "'";
    Duration passed = Duration.ZERO;
    while (before.equals(ask(users))) {
      ticker.advance(Duration.ofSeconds(1));
      passed = passed.plusSeconds(1);
      if (passed.equals(told)) {
        feed.changed(USERS);
      }
    }
    return passed;
  }

  @Test
  @DisplayName("U-8 what another process changed is seen within the staleness that is stated")
  void boundsStaleness() {
    LookupTarget users = target("auth.users");
    Duration never = Duration.ofDays(1);
    assertThat(staleFor(users, never)).isEqualTo(cache.maxStaleness()).isEqualTo(SHORT);

    feed.resumed();
    assertThat(cache.maxStaleness()).isEqualTo(BOUND);
    for (Duration told : List.of(Duration.ofSeconds(1), BOUND)) {
      assertThat(staleFor(users, told)).isEqualTo(told);
    }

    feed.interrupted();
    assertThat(staleFor(users, never)).isEqualTo(cache.maxStaleness()).isEqualTo(SHORT);
  }

  @Test
  @DisplayName("SES-13 a change that the feed tells counts for all columns of its table")
  void countsForAllColumns() {
    LookupTable table = new LookupTable("auth.users", List.of("seen"));
    LookupTarget users =
        cache.target(
            new LookupSettings("users", LONG, SHORT, 0, List.of(table)),
            new PlainCopier(),
            reason -> {});
    feed.resumed();
    assertThat(runsOf(users, 2)).isEqualTo(1);
    feed.changed(USERS);
    assertThat(runsOf(users, 1)).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "SES-14 a change that the feed tells makes the answers from its table fall, and no others")
  void fallsWithChanges() {
    LookupTarget users = target("auth.users");
    feed.resumed();
    assertThat(runsOf(users, 2)).isEqualTo(1);

    feed.changed(ROLES);
    assertThat(runsOf(users, 2)).isZero();
    feed.changed(USERS);
    assertThat(runsOf(users, 2)).isEqualTo(1);
  }

  @Test
  @DisplayName("SES-14 what was being read when a change was told is not kept")
  void refusesWhatWasBeingRead() {
    LookupTarget users = target("auth.users");
    feed.resumed();
    Lookup lookup = users.begin(KEY, () -> Names.ofNamed("alice"), true, null);
    feed.changed(USERS);
    users.loaded(lookup, "alice", Long.MAX_VALUE, true);

    assertThat(runsOf(users, 2)).isEqualTo(1);
  }

  @Test
  @DisplayName("SES-15 an interrupted feed drops everything, and what is kept then lives for 60 s")
  void fallsWithTheFeed() {
    LookupTarget users = target("auth.users");
    feed.resumed();
    assertThat(runsOf(users, 2)).isEqualTo(1);

    feed.interrupted();

    assertThat(runsOf(users, 2)).isEqualTo(1);
    assertThat(users.figures().maxStalenessMillis()).isEqualTo(SHORT.toMillis());
    ticker.advance(SHORT.plusSeconds(1));
    assertThat(runsOf(users, 1)).isEqualTo(1);
    feed.resumed();
    assertThat(runsOf(users, 2)).isEqualTo(1);
  }

  @Test
  @DisplayName("SES-15 the end of a feed that was replaced does not end the one in its place")
  void goesOnWithTheNextFeed() {
    LookupTarget users = target("auth.users");
    feed.resumed();
    FeedListener next = cache.outside().listener(List.of(USERS, ROLES), BOUND);
    next.resumed();

    feed.interrupted();

    assertThat(users.figures().maxStalenessMillis()).isEqualTo(BOUND.toMillis());
    next.interrupted();
    assertThat(users.figures().maxStalenessMillis()).isEqualTo(SHORT.toMillis());
  }

  @Test
  @DisplayName("SES-14 answers live long only where the feed follows every table that is named")
  void staysShortForOtherTables() {
    feed.resumed();
    assertThat(cache.outside().bound(named("users"))).isEqualTo(BOUND);
    assertThat(cache.outside().bound(named("auth.users", "roles"))).isEqualTo(BOUND);
    assertThat(cache.outside().bound(named("other.users"))).isNull();
    assertThat(cache.outside().bound(named("users", "grants"))).isNull();
    assertThat(cache.outside().bound(named())).as("nobody knows what it reads").isNull();
  }
}
