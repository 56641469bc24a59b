package dev.latchkey.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.pool.RealPostgres;
import dev.latchkey.runtime.session.SharedAnswers.Found;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one process does with what others keep, whose part this test plays. */
class SharedAnswersTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Percentage EXACT = Percentage.withPercentage(15);

  private final ManualTicker ticker = new ManualTicker();
  private final SessionCache cache =
      new SessionCache(1 << 20, () -> () -> false, new ShadowChecks(0, ticker), ticker);
  private final JdbcObserver observer = new JdbcObserver(new Metrics(ticker, 10).connections());
  private final WatchedJdbc jdbc = new WatchedJdbc(observer);
  private final List<String> told = new ArrayList<>();
  private final LookupTarget users =
      cache.target(
          new LookupSettings(
              "users", MINUTE, MINUTE, 0, List.of(new LookupTable("shared_answers", List.of()))),
          new PlainCopier(),
          told::add);
  private Duration lookupTakes = Duration.ofMillis(1);
  private Duration askingTakes = Duration.ofMillis(1);
  private @Nullable Kept others;
  private Connection connection;
  private int runs;

  /** What the others answer. */
  private record Kept(@Nullable String text, long ageMillis, long lifeMillis) implements Found {
    @Override
    public byte @Nullable [] value() {
      return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void keep(byte[] value, Duration age, Duration life) {}
  }

  @BeforeEach
  void begin() throws Exception {
    observer.listen(cache.listener());
    connection = jdbc.watch(RealPostgres.connect());
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists shared_answers (name text)");
    }
    cache.share(
        question -> {
          ticker.advance(askingTakes);
          return others;
        });
    cache.shared().regained();
    find("known");
  }

  @AfterEach
  void end() throws Exception {
    connection.close();
  }

  private @Nullable Object find(String name) throws Exception {
    var key = FingerprintBuilder.of("users").text(name).build();
    Lookup lookup = users.begin(key, () -> Names.ofNamed(name), name::getBytes, true, null);
    if (lookup.isServed()) {
      return users.answer(lookup);
    }
    runs++;
    jdbc.watch.set(lookup.recording());
    try (Statement statement = connection.createStatement()) {
      statement.execute("select name from shared_answers");
      ticker.advance(lookupTakes);
      users.loaded(lookup, "own", Long.MAX_VALUE, true);
      return "own";
    } finally {
      jdbc.watch.remove();
    }
  }

  @ParameterizedTest
  @DisplayName("SES-16 what others keep lives here no longer than there, nor than it would here")
  @CsvSource({"40000, 3000, 3000", "40000, 600000, 20000", "0, 60000, 60000"})
  void livesNoLongerThanThere(long age, long left, long here) throws Exception {
    askingTakes = Duration.ZERO;
    others = new Kept("theirs", age, left);
    assertThat(find("alice")).isEqualTo("theirs");
    others = null;
    ticker.advance(Duration.ofMillis(here - 1));
    assertThat(find("alice")).isEqualTo("theirs");
    ticker.advance(Duration.ofMillis(1));
    assertThat(find("alice")).isEqualTo("own");
  }

  @Test
  @DisplayName("SES-16 R-6 what is too old here is not taken, whatever its life there")
  void takesNothingOld() throws Exception {
    others = new Kept("theirs", MINUTE.toMillis(), MINUTE.toMillis());
    assertThat(find("alice")).isEqualTo("own");
    others = new Kept("theirs", 0, 0);
    assertThat(find("bob")).isEqualTo("own");
  }

  @ParameterizedTest
  @DisplayName("SES-29 an operator is told where Redis takes longer than the lookup itself")
  @CsvSource({"1, 4, true", "4, 1, false"})
  void hasToEarnItsPlace(long lookupMillis, long askingMillis, boolean said) throws Exception {
    lookupTakes = Duration.ofMillis(lookupMillis);
    askingTakes = Duration.ofMillis(askingMillis);
    others = new Kept(null, 0, 0);
    for (int i = 0; i < 999; i++) {
      find("user " + i);
    }
    assertThat(told).as("not before there is enough to go by").isEmpty();
    find("one more");
    find("and another");

    assertThat(told).hasSize(said ? 1 : 0);
    assertThat(users.figures().sharedP50Millis()).isCloseTo(askingMillis, EXACT);
    assertThat(users.figures().loadP50Millis()).isCloseTo(lookupMillis, EXACT);
    assertThat(users.figures().shared()).as("it is still asked").isEqualTo("on");
  }
}
