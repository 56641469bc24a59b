package dev.latchkey.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.jdbc.SqlTables;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.pool.RealPostgres;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.session.SharedAnswers.Found;
import dev.latchkey.runtime.session.SharedAnswers.Question;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.EntrySelector;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lookups of users that nobody has, where the operator has that kept for a while. */
class NothingFoundTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration NEGATIVE = Duration.ofSeconds(5);

  private final ManualTicker ticker = new ManualTicker();
  private final ShadowChecks checks = new ShadowChecks(0, ticker);
  private boolean sampling;
  private final SessionCache cache =
      new SessionCache(1 << 22, () -> () -> sampling, checks, ticker);
  private final JdbcObserver observer = new JdbcObserver(new Metrics(ticker, 10).connections());
  private final WatchedJdbc jdbc = new WatchedJdbc(observer);
  private LookupTarget users = target(0, NEGATIVE);
  private int runs;

  private LookupTarget target(int trial, Duration negativeTtl) {
    return cache.target(
        new LookupSettings(
            "users", MINUTE, MINUTE, trial, List.of(), List.of(), negativeTtl, Phase.SESSION),
        new PlainCopier(),
        why -> {});
  }

  private @Nullable Object find(String name, Callable<@Nullable Object> load) throws Exception {
    var key = FingerprintBuilder.of("users").text(name).build();
    Lookup lookup = users.begin(key, () -> Names.ofNamed(name), name::getBytes, true, null);
    if (lookup.isServed()) {
      Object answer = users.answer(lookup);
      return answer == Nothing.NULL ? null : answer;
    }
    runs++;
    jdbc.watch.set(lookup.recording());
    try {
      Object found = load.call();
      Nothing nothing = Nothing.of(found);
      users.loaded(lookup, nothing == null ? found : nothing, Long.MAX_VALUE, true);
      return found;
    } catch (Exception failed) {
      users.failed(lookup);
      throw failed;
    } finally {
      jdbc.watch.remove();
    }
  }

  /** Returns whether a lookup that would find nothing is answered from memory. */
  private boolean isKept(String name) throws Exception {
    int before = runs;
    assertThat(find(name, () -> null)).isNull();
    return runs == before;
  }

  @Test
  @DisplayName("U-11 SES-22 that there is nothing is kept for as long as the operator says")
  void livesShortly() throws Exception {
    assertThat(isKept("bob")).isFalse();
    assertThat(isKept("bob")).isTrue();
    ticker.advance(NEGATIVE.minusMillis(1));
    assertThat(isKept("bob")).as("a hit makes it no longer").isTrue();
    ticker.advance(Duration.ofMillis(1));
    assertThat(find("bob", () -> "bob")).isEqualTo("bob");

    assertThat(find("eve", Optional::empty)).isEqualTo(Optional.empty());
    assertThat(find("eve", () -> "never")).isEqualTo(Optional.empty());
    assertThat(cache.figures().get(0).negativeHits()).as("counted apart").isEqualTo(3);
    assertThat(cache.figures().get(0).hits()).isZero();
  }

  @Test
  @DisplayName("U-11 SES-22 without the operator's word nothing is kept of it")
  void isOptIn() throws Exception {
    users = target(0, Duration.ZERO);
    for (int i = 0; i < 3; i++) {
      assertThat(isKept("bob")).isFalse();
    }
    assertThat(cache.stats().entries()).isZero();
  }

  @Test
  @DisplayName("U-11 SES-22 neither a failure nor what is not kept becomes nothing")
  void keepsNoFailure() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () ->
                  find(
                      "bob",
                      () -> {
                        throw new IllegalStateException("down");
                      }))
          .hasMessage("down");
      assertThat(find("eve", Thread::currentThread)).isSameAs(Thread.currentThread());
    }
    assertThat(runs).isEqualTo(4);
  }

  /** What a registration is seen by. */
  private enum Registration {
    METHOD,
    METHOD_FOR_ALL,
    OTHER_PROCESS,
    OTHER_PROCESS_BY_NAME,
    OPERATOR,
    OPERATOR_FOR_ALL,
    SQL
  }

  private void register(Registration how, Connection connection) throws Exception {
    switch (how) {
      case METHOD -> users.invalidate(Names.of("Bob"));
      case METHOD_FOR_ALL -> users.invalidate(null);
      case OTHER_PROCESS -> cache.shared().take(new Change.Table(SqlTables.name("nothing_users")));
      case OTHER_PROCESS_BY_NAME -> cache.shared().take(new Change.Subject(Names.hash("bob")));
      case OPERATOR -> {
        var bob = new EntrySelector(EntrySelector.Kind.SUBJECT, "bob");
        assertThat(cache.count(bob)).hasValue(1);
        assertThat(cache.invalidate(bob)).hasValue(1);
      }
      case OPERATOR_FOR_ALL -> assertThat(cache.invalidateAll()).isOne();
      case SQL -> run(connection, "insert into nothing_users values ('bob')");
    }
  }

  private static void run(Connection on, String text) throws Exception {
    try (Statement statement = on.createStatement()) {
      statement.execute(text);
    }
  }

  @ParameterizedTest
  @EnumSource(Registration.class)
  @DisplayName("U-11 who registers is found by the next lookup, whatever tells of him")
  void fallsWithARegistration(Registration how) throws Exception {
    observer.listen(cache.listener());
    try (Connection connection = jdbc.watch(RealPostgres.connect())) {
      run(connection, "create table if not exists nothing_users (name text)");
      Callable<@Nullable Object> load =
          () -> {
            run(connection, "select name from nothing_users where name = 'bob'");
            return null;
          };
      find("bob", load);
      find("bob", load);
      assertThat(isKept("bob")).isTrue();

      register(how, connection);

      assertThat(find("bob", () -> "bob")).isEqualTo("bob");
      assertThat(find("bob", () -> "other")).as("kept as any other").isEqualTo("bob");
    }
  }

  @Test
  @DisplayName("U-11 U-5 nothing that was being looked up while somebody registered is kept")
  void refusesWhatWasBeingRead() throws Exception {
    find(
        "bob",
        () -> {
          users.invalidate(Names.of("bob"));
          return null;
        });
    find(
        "eve",
        () -> {
          cache.clear();
          return null;
        });
    assertThat(isKept("bob")).isFalse();
    assertThat(isKept("eve")).isFalse();
  }

  @Test
  @DisplayName("U-11 B-2 a flood of unknown names is bounded and pushes no user out")
  void isBounded() throws Exception {
    for (int i = 0; i < 100; i++) {
      String name = "user " + i;
      find(name, () -> name);
    }
    for (int i = 0; i < 10_000; i++) {
      find("nobody " + i, () -> null);
    }

    assertThat(cache.stats().entries()).isBetween(101L, 100L + KeptAnswers.MOST_NOTHINGS);
    int before = runs;
    for (int i = 0; i < 100; i++) {
      assertThat(find("user " + i, () -> "pushed out")).isEqualTo("user " + i);
    }
    assertThat(runs).isEqualTo(before);
  }

  @Test
  @DisplayName("U-11 SES-3 that nobody is found twice ends no trial")
  void provesLittle() throws Exception {
    users = target(3, NEGATIVE);
    for (int i = 0; i < 10; i++) {
      assertThat(isKept("bob")).isFalse();
    }
    for (int i = 0; i < 4; i++) {
      find("alice", () -> "alice");
    }
    assertThat(isKept("bob")).isTrue();
  }

  @Test
  @DisplayName("U-11 SES-3 who was added elsewhere is counted, and stops nothing")
  void acceptsWhoWasAdded() throws Exception {
    for (int i = 0; i < 3; i++) {
      find("bob", () -> null);
      sampling = true;
      assertThat(find("bob", () -> "bob")).isEqualTo("bob");
      sampling = false;
      cache.clear();
    }
    assertThat(cache.figures().get(0).mismatches()).isEqualTo(3);
    assertThat(cache.figures().get(0).state()).isEqualTo("serving");

    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        find("alice", () -> "alice");
      }
      sampling = true;
      find("alice", () -> null);
      sampling = false;
      cache.clear();
    }
    assertThat(cache.figures().get(0).state()).as("a user who is gone").isEqualTo("off");
  }

  @Test
  @DisplayName("U-11 U-2 the later of a user and nothing is what is answered")
  void replacesEachOther() throws Exception {
    find("bob", () -> "bob");
    users.invalidate(Names.of("bob"));
    assertThat(isKept("bob")).isFalse();
    assertThat(isKept("bob")).as("in place of the user").isTrue();

    sampling = true;
    find("bob", () -> "added elsewhere");
    find("bob", () -> "added elsewhere");
    sampling = false;
    assertThat(find("bob", () -> "other")).as("in its place").isEqualTo("added elsewhere");
    ticker.advance(MINUTE);
    assertThat(find("bob", () -> "again")).isEqualTo("again");
  }

  @Test
  @DisplayName("U-11 R-1 that there is nothing is never shared")
  void staysHere() throws Exception {
    List<String> shared = new ArrayList<>();
    users =
        cache.target(
            new LookupSettings(
                "users",
                MINUTE,
                MINUTE,
                0,
                List.of(new LookupTable("nothing_users", List.of())),
                List.of(),
                NEGATIVE,
                Phase.SESSION),
            new PlainCopier(),
            why -> {});
    cache.share(question -> new Recorded(question, shared));
    cache.shared().regained();
    observer.listen(cache.listener());
    try (Connection connection = jdbc.watch(RealPostgres.connect())) {
      run(connection, "create table if not exists nothing_users (name text)");
      for (String name : List.of("alice", "bob", "carol", "bob")) {
        find(
            name,
            () -> {
              run(connection, "select name from nothing_users");
              return name.equals("bob") ? null : name;
            });
      }
    }
    assertThat(shared).as("carol, once it is known what alice is made of").containsExactly("carol");
    assertThat(isKept("bob")).isTrue();
  }

  /** An answer of others that have nothing, and note what they are given to keep. */
  private record Recorded(Question question, List<String> shared) implements Found {
    @Override
    public byte @Nullable [] value() {
      return null;
    }

    @Override
    public long ageMillis() {
      return 0;
    }

    @Override
    public long lifeMillis() {
      return 0;
    }

    @Override
    public void keep(byte[] value, Duration age, Duration life) {
      shared.add(new String(value, StandardCharsets.UTF_8));
    }
  }
}
