package dev.latchkey.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.runtime.feed.FeedListener;
import dev.latchkey.runtime.feed.FeedTable;
import dev.latchkey.runtime.feed.IndirectWrites;
import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.jdbc.SqlTables;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.pool.RealPostgres;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.EntrySelector;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCacheTest {
  private static final String READ = "select name from session_users where id = ";
  private static final String WRITE = "update session_users set name = 'changed' where id = ";

  private boolean sampling;
  private final ManualTicker ticker = new ManualTicker();
  private final JdbcObserver observer = new JdbcObserver(new Metrics(ticker, 10).connections());
  private final WatchedJdbc jdbc = new WatchedJdbc(observer);
  private final SessionCache cache =
      new SessionCache(1 << 20, () -> () -> sampling, new ShadowChecks(0, ticker), ticker);
  private final List<String> told = new ArrayList<>();
  private LookupTarget users = target(0);
  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private Connection reader;
  private Connection writer;
  private int runs;
  private int targets;

  private LookupTarget target(int trial, String... tables) {
    targets++;
    return cache.target(
        new LookupSettings(
            "users", Duration.ofSeconds(60), Duration.ofSeconds(60), trial, named(tables)),
        new PlainCopier(),
        told::add);
  }

  private LookupTarget except(String... columns) {
    targets++;
    return cache.target(
        new LookupSettings(
            "users",
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            0,
            List.of(new LookupTable("session_users", List.of(columns)))),
        new PlainCopier(),
        told::add);
  }

  private static List<LookupTable> named(String... tables) {
    return Arrays.stream(tables).map(each -> new LookupTable(each, List.of())).toList();
  }

  @BeforeEach
  void connect() throws SQLException {
    observer.listen(cache.listener());
    reader = jdbc.watch(RealPostgres.connect());
    writer = jdbc.watch(RealPostgres.connect());
    run(writer, "create table if not exists session_users (id int primary key, name text)");
    run(writer, "create table if not exists session_other (id int)");
    run(writer, "truncate session_users");
    run(writer, "insert into session_users select i, 'user ' || i from generate_series(1, 9) i");
  }

  /** Runs something as another thread of the application. */
  private <T> T elsewhere(Callable<T> work) throws Exception {
    return other.submit(work).get();
  }

  /** Begins a transaction of another thread and writes in it. */
  private void writeElsewhere() throws Exception {
    elsewhere(
        () -> {
          writer.setAutoCommit(false);
          run(writer, WRITE + 1);
          return 0;
        });
  }

  @AfterEach
  void close() throws SQLException {
    other.shutdownNow();
    reader.close();
    writer.close();
  }

  private static void run(Connection on, String text) throws SQLException {
    try (Statement statement = on.createStatement()) {
      statement.execute(text);
    }
  }

  private Fingerprint key(int id) {
    return FingerprintBuilder.of("t").number(targets).number(id).build();
  }

  private @Nullable String name(Connection on, int id) throws SQLException {
    runs++;
    try (Statement statement = on.createStatement();
        var rows = statement.executeQuery(READ + id)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private @Nullable Object find(int id) throws Exception {
    return find(id, null, () -> name(reader, id));
  }

  private @Nullable Object find(int id, @Nullable Recording outer, Callable<@Nullable Object> load)
      throws Exception {
    Lookup lookup = users.begin(key(id), () -> Names.ofNamed(id), true, outer);
    if (lookup.isServed()) {
      return users.answer(lookup);
    }
    var before = jdbc.watch.get();
    if (lookup.isLoading()) {
      jdbc.watch.set(lookup.recording());
    }
    try {
      Object found = load.call();
      users.loaded(lookup, found, Long.MAX_VALUE, true);
      return found;
    } catch (Exception failed) {
      users.failed(lookup);
      throw failed;
    } finally {
      jdbc.watch.set(before);
    }
  }

  /** Looks up until it is served, and returns whether it ever was. */
  private boolean isKept(int id) throws Exception {
    find(id);
    find(id);
    int before = runs;
    find(id);
    return runs == before;
  }

  @Nested
  class Catalogue {
    private final FeedListener feed = cache.outside().listener(List.of(), Duration.ofSeconds(7));

    @BeforeEach
    void make() throws SQLException {
      run(writer, "drop schema if exists cat cascade");
      run(
          writer,
          """
          create schema cat;
          create table cat.other (id int);
          create table cat.grp (id int primary key);
          create table cat.usr (
            id int primary key, grp int references cat.grp on delete cascade, name text);
          create view cat.shown as select id, name from cat.usr;
          create view cat.shown_twice as select * from cat.shown;
          create table cat.parted (id int) partition by list (id);
          create table cat.part1 partition of cat.parted for values in (1);
          create table cat.audited (id int);
          create function cat.touch() returns trigger language plpgsql as
            'begin update cat.usr set name = name; return null; end';
          create trigger touch after insert on cat.audited execute function cat.touch();
          create table cat.acc (
            id int primary key, mail text unique, "Code" int unique, code int, seen int);
          create table cat.role (acc int references cat.acc on delete cascade, role text);
          create table cat.box (mail text references cat.acc (mail) on update cascade);
          create table cat.coded (code int references cat.acc ("Code") on update cascade);
          create table cat.team (
            id int primary key, acc int references cat.acc on delete cascade, label int);
          create table cat.member (team int references cat.team on delete set null);
          create table cat.badge (
            id int primary key, acc int unique references cat.acc on delete set null);
          create table cat.scan (acc int references cat.badge (acc) on update cascade);
          create table cat.plate (id int references cat.badge on delete cascade);
          create view cat.both as select a.id, r.role from cat.acc a join cat.role r on r.acc = a.id;
          create table cat.gen (
            id int, twice int generated always as (id * 2) stored unique, seen int);
          create table cat.of_gen (twice int references cat.gen (twice) on update cascade);
          create view cat.all_acc as select id, seen from cat.acc;
          create table cat.log (id int primary key, seen int);
          create table cat.of_log (log int references cat.log on delete cascade);
          create trigger touch after insert on cat.log execute function cat.touch();
          create function cat.anything() returns int language sql as 'select id from cat.other';
          create view cat.hidden as select cat.anything() as id
          """);
      run(reader, "select 1");
      try (Connection own = RealPostgres.connect()) {
        feed.indirect(IndirectWrites.read(own, List.of()));
      }
      feed.resumed();
    }

    private boolean falls(String table, String write) throws Exception {
      users = target(0);
      Callable<Object> load =
          () -> {
            runs++;
            run(reader, "select * from cat." + table);
            return "found";
          };
      find(1, null, load);
      find(1, null, load);
      int before = runs;
      find(1, null, load);
      assertThat(runs).as("kept").isEqualTo(before);
      elsewhere(
          () -> {
            run(writer, write);
            return 0;
          });
      find(1, null, load);
      return runs > before;
    }

    @Test
    @DisplayName("SES-11 with a catalogue a write counts where it leads to, and nowhere else")
    void followsWhatIsBehind() throws Exception {
      assertThat(falls("usr", "insert into cat.other values (1)")).isFalse();
      assertThat(falls("usr", "insert into cat.usr values (1, null, 'a')")).isTrue();
      assertThat(falls("shown_twice", "update cat.usr set name = 'b'")).as("view").isTrue();
      assertThat(falls("usr", "update cat.shown set name = 'c'")).as("through a view").isTrue();
      assertThat(falls("usr", "delete from cat.grp")).as("cascade").isTrue();
      assertThat(falls("parted", "insert into cat.part1 values (1)")).as("partition").isTrue();
      assertThat(falls("part1", "delete from cat.parted")).as("all partitions").isTrue();
      assertThat(falls("usr", "insert into cat.audited values (1)")).as("trigger").isTrue();
      assertThat(falls("hidden", "insert into cat.other values (2)")).as("function").isTrue();
      assertThat(falls("usr", "create table cat.made (id int)")).as("DDL").isTrue();
      assertThat(falls("usr", "insert into cat.made values (1)")).as("not known").isTrue();

      feed.interrupted();
      assertThat(falls("usr", "insert into cat.other values (3)")).as("no catalogue").isTrue();
    }

    @ParameterizedTest
    @DisplayName("SES-11 a write that no foreign key takes further leaves what refers to it")
    @CsvSource(
        delimiter = '|',
        value = {
          "role   | update cat.acc set seen = 1 where id = 1",
          "role   | update cat.acc set id = 2 where id = 1",
          "role   | insert into cat.acc (id) values (7)",
          "role   | insert into cat.acc (id) values (1) on conflict (id) do update set id = 1",
          "box    | update cat.acc set seen = 1, id = 4 where id = 1",
          "box    | insert into cat.acc (id) values (8) on conflict do nothing",
          "coded  | update cat.acc set seen = 1 where id = 1",
          "member | update cat.acc set id = 3 where id = 1",
          "plate  | delete from cat.acc",
        })
    void staysWhereNothingCascades(String table, String write) throws Exception {
      assertThat(falls(table, write)).isFalse();
    }

    @ParameterizedTest
    @DisplayName("SES-11 a write that a foreign key takes further counts, all the way down")
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '\0',
        value = {
          "role   | delete from cat.acc where id = 1",
          "role   | with gone as (delete from cat.acc returning id) update cat.acc set seen = 1",
          "role   | truncate cat.acc cascade",
          "box    | update cat.acc set seen = 1, mail = 'b' where id = 1",
          "box    | update cat.acc set (seen, mail) = (1, 'c') where id = 1",
          "box    | update cat.acc a set mail = 'd' from cat.other o where a.id = o.id",
          "box    | insert into cat.acc (id) values (1) on conflict (id) do update set mail = 'e'",
          "box    | merge into cat.acc a using cat.other o on a.id = o.id when matched then delete",
          "coded  | update cat.acc set \"Code\" = 5",
          "coded  | update cat.acc set code = 5",
          "role   | update cat.all_acc set seen = 2",
          "member | delete from cat.acc",
          "badge  | delete from cat.acc",
          "scan   | delete from cat.acc",
          "both   | delete from cat.acc",
          "of_gen | update cat.gen set id = 4",
        })
    void fallsWhereItCascades(String table, String write) throws Exception {
      assertThat(falls(table, write)).isTrue();
    }

    @Test
    @DisplayName("SES-11 where a trigger may set a key, every write of the table counts for it")
    void followsTriggers() throws Exception {
      users = target(0, "cat.of_log");
      assertThat(isKept(1)).isTrue();
      int before = runs;
      run(writer, "update cat.log set seen = 1");
      find(1);
      assertThat(runs).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("SES-11 SES-16 of what a foreign key changes others are told the table alone")
    void tellsWhatCascades() throws Exception {
      List<Change> said = new ArrayList<>();
      cache.shared().tell(said::add);
      said.clear();
      run(writer, "update cat.acc set mail = 'x'");
      List<Long> mail = List.of(SqlTables.name("mail"));
      assertThat(said)
          .contains(
              new Change.Table(SqlTables.name("acc"), mail),
              new Change.Table(SqlTables.name("box")))
          .doesNotContain(new Change.Table(SqlTables.name("box"), mail));
    }

    @Test
    @DisplayName("SES-11 a feed's word of a table leaves to others what they tell themselves")
    void leavesToTables() throws Exception {
      FeedTable accounts = FeedTable.parse("cat.acc").orElseThrow();
      FeedTable roles = FeedTable.parse("cat.role").orElseThrow();
      try (Connection own = RealPostgres.connect()) {
        feed.indirect(IndirectWrites.read(own, List.of(accounts, roles)));
      }
      assertThat(fallsWith("role", accounts)).isFalse();
      assertThat(fallsWith("role", roles)).isTrue();
      assertThat(fallsWith("both", accounts)).as("view").isTrue();
      assertThat(fallsWith("box", accounts)).as("not followed").isTrue();
    }

    private boolean fallsWith(String table, FeedTable told) throws Exception {
      users = target(0);
      Callable<Object> load =
          () -> {
            runs++;
            run(reader, "select * from cat." + table);
            return "found";
          };
      find(1, null, load);
      find(1, null, load);
      int before = runs;
      find(1, null, load);
      assertThat(runs).as("kept").isEqualTo(before);
      feed.changed(told);
      find(1, null, load);
      return runs > before;
    }

    @Test
    @DisplayName("SES-11 what another process writes counts in the same way")
    void followsOtherProcesses() throws Exception {
      users = target(0);
      Callable<Object> load =
          () -> {
            runs++;
            run(reader, "select * from cat.shown");
            return "found";
          };
      find(1, null, load);
      find(1, null, load);
      int before = runs;
      feed.changed(FeedTable.parse("cat.other").orElseThrow());
      find(1, null, load);
      assertThat(runs).isEqualTo(before);
      feed.changed(FeedTable.parse("cat.usr").orElseThrow());
      find(1, null, load);
      assertThat(runs).isEqualTo(before + 1);
    }
  }

  @Nested
  class Shared {
    private final List<Change> said = new ArrayList<>();

    private void longLived(String... exceptColumns) {
      Duration life = Duration.ofMinutes(10);
      List<LookupTable> tables = List.of(new LookupTable("session_users", List.of(exceptColumns)));
      users =
          cache.target(
              new LookupSettings("users", life, life, 0, tables), new PlainCopier(), told::add);
      cache.shared().tell(said::add);
    }

    @Test
    @DisplayName("SES-15 while the others are not heard an answer lives for a minute at most")
    void livesShortly() throws Exception {
      longLived();
      cache.shared().regained();
      assertThat(isKept(1)).isTrue();
      ticker.advance(Duration.ofSeconds(61));
      assertThat(isServedNow(1)).isTrue();

      cache.shared().lost();
      assertThat(isServedNow(1)).isFalse();
      ticker.advance(Duration.ofSeconds(59));
      assertThat(isServedNow(1)).isTrue();
      ticker.advance(Duration.ofSeconds(2));
      assertThat(isServedNow(1)).isFalse();

      cache.shared().regained();
      assertThat(isServedNow(1)).isFalse();
    }

    @Test
    @DisplayName("SES-13 SES-16 a write elsewhere counts for all columns of its table")
    void countsForAllColumns() throws Exception {
      longLived("seen");
      cache.shared().regained();
      assertThat(isKept(1)).isTrue();
      cache.shared().take(new Change.Table(SqlTables.name("session_users")));
      assertThat(isServedNow(1)).isFalse();
    }

    @Test
    @DisplayName(
        "SES-13 SES-16 an update elsewhere of left-out columns alone leaves users in place")
    void honoursColumns() throws Exception {
      longLived("seen");
      cache.shared().regained();
      assertThat(isKept(1)).isTrue();
      long table = SqlTables.name("session_users");
      cache.shared().take(new Change.Table(table, List.of(SqlTables.name("seen"))));
      assertThat(isServedNow(1)).isTrue();
      cache.shared().take(new Change.Table(table, List.of(SqlTables.name("name"))));
      assertThat(isServedNow(1)).isFalse();
    }

    @Test
    @DisplayName("SES-13 SES-16 of a transaction others are told all columns that it sets")
    void tellsAllColumns() throws Exception {
      longLived();
      long table = SqlTables.name("session_users");
      writer.setAutoCommit(false);
      said.clear();
      run(writer, "update session_users set id = id + 100 where id = 9");
      writer.commit();
      assertThat(said).containsExactly(new Change.Table(table, List.of(SqlTables.name("id"))));
      said.clear();
      run(writer, "update session_users set id = id - 100 where id = 109");
      run(writer, WRITE + 1);
      writer.commit();
      assertThat(said).containsExactly(new Change.Table(table));
    }

    private boolean isServedNow(int id) throws Exception {
      int before = runs;
      find(id);
      return runs == before;
    }

    @Test
    @DisplayName("SES-16 others are told of a write once it has ended, not before")
    void tellsAtTheEnd() throws Exception {
      longLived();
      writeElsewhere();
      assertThat(said).noneMatch(each -> each instanceof Change.Table);
      writer.commit();
      assertThat(said)
          .extracting(Change::whole)
          .contains(new Change.Table(SqlTables.name("session_users")));
    }

    @Test
    @DisplayName("U-6 SES-16 a method inside a transaction is told at once and again at its end")
    void tellsTwice() throws Exception {
      longLived();
      writer.setAutoCommit(false);
      run(writer, READ + 1);
      said.clear();
      users.invalidate(Names.of(1));
      assertThat(said).hasSize(1);
      writer.commit();
      assertThat(said).hasSize(2).allMatch(each -> each instanceof Change.Users);
    }

    @Test
    @DisplayName("U-5 SES-16 what was being read when others changed it is not kept")
    void refusesWhatWasBeingRead() throws Exception {
      longLived();
      cache.shared().regained();
      find(
          1,
          null,
          () -> {
            Object read = name(reader, 1);
            cache.shared().take(new Change.Table(SqlTables.name("session_users")));
            return read;
          });
      assertThat(isServedNow(1)).isFalse();
      find(
          2,
          null,
          () -> {
            Object read = name(reader, 2);
            cache.shared().take(new Change.Users("users", List.of()));
            return read;
          });
      assertThat(isServedNow(2)).isFalse();
    }
  }

  @Nested
  class Coherence {
    @Test
    @DisplayName("SES-5 SES-12 a committed write is what the next lookup finds")
    void fallsWithAWrite() throws Exception {
      assertThat(isKept(1)).isTrue();

      run(writer, WRITE + 1);

      assertThat(find(1)).isEqualTo("changed");
    }

    @Test
    @DisplayName("SES-13 an update of columns that no answer is made of leaves the answers alone")
    void staysWithOtherColumns() throws Exception {
      run(writer, "alter table session_users add column if not exists seen timestamp");
      run(writer, "alter table session_users add column if not exists visits int");
      users = except("seen", "visits");
      assertThat(isKept(1)).isTrue();

      int before = runs;
      run(writer, "update session_users set seen = now(), visits = 1 where id = 1");
      assertThat(find(1)).isEqualTo("user 1");
      assertThat(runs).as("served").isEqualTo(before);

      run(writer, "update session_users set seen = now(), name = 'changed' where id = 1");
      assertThat(find(1)).isEqualTo("changed");
      assertThat(isKept(1)).isTrue();
      run(writer, "delete from session_users where id = 1");
      assertThat(find(1)).isNull();
    }

    @Test
    @DisplayName("SES-13 columns that a lookup names are not left out, whatever the operator says")
    void fallsWithColumnsThatAreRead() throws Exception {
      users = except("name");
      assertThat(isKept(1)).isTrue();

      run(writer, WRITE + 1);

      assertThat(find(1)).isEqualTo("changed");
    }

    @Test
    @DisplayName("SES-6 between a write and its end nothing is served or kept")
    void isLockedWhileWritten() throws Exception {
      assertThat(isKept(1)).isTrue();
      writeElsewhere();

      assertThat(isKept(1)).isFalse();

      writer.commit();
      assertThat(find(1)).isEqualTo("changed");
      assertThat(isKept(1)).isTrue();
      assertThat(cache.figures().get(0).lockBypasses()).isPositive();
    }

    @Test
    @DisplayName(
        "SES-6 a lock that lasts too long ends by a change, never by serving the old answer")
    void timesOut() throws Exception {
      assertThat(isKept(1)).isTrue();
      writeElsewhere();

      ticker.advance(Duration.ofSeconds(59));
      assertThat(isKept(1)).isFalse();
      ticker.advance(Duration.ofSeconds(1));
      assertThat(isKept(1)).isTrue();

      writer.commit();
      assertThat(find(1)).isEqualTo("changed");
    }

    @ParameterizedTest
    @DisplayName("SES-8 every end of a transaction is a change")
    @ValueSource(
        strings = {"commit", "rollback", "setAutoCommit", "close", "COMMIT", "ROLLBACK", "END"})
    void seesEveryEnd(String how) throws Exception {
      assertThat(isKept(1)).isTrue();
      writeElsewhere();
      switch (how) {
        case "commit" -> writer.commit();
        case "rollback" -> writer.rollback();
        case "setAutoCommit" -> writer.setAutoCommit(true);
        case "close" -> writer.close();
        default -> run(writer, how);
      }

      int before = runs;
      find(1);
      assertThat(runs).isEqualTo(before + 1);
      assertThat(isKept(1)).isTrue();
    }

    @Test
    @DisplayName("SES-7 a transaction that wrote is neither served nor kept, however long it takes")
    void bypassesItsOwnWrites() throws Exception {
      assertThat(isKept(2)).isTrue();
      reader.setAutoCommit(false);
      run(reader, WRITE + 1);
      ticker.advance(Duration.ofSeconds(61));

      assertThat(isKept(1)).isFalse();
      reader.rollback();

      assertThat(find(1)).isEqualTo("user 1");
      assertThat(cache.figures().get(0).transactionBypasses()).isPositive();
    }

    @Test
    @DisplayName("SES-7 a transaction that is older than an answer does not get it")
    void bypassesWhatIsNewerThanTheTransaction() throws Exception {
      reader.setAutoCommit(false);
      run(reader, "select 1");
      ticker.advance(Duration.ofSeconds(1));
      elsewhere(() -> find(1, null, () -> name(writer, 1)));
      assertThat(elsewhere(() -> find(1, null, () -> "not asked for"))).isEqualTo("user 1");

      assertThat(isKept(1)).isFalse();

      reader.commit();
      assertThat(isKept(1)).isTrue();
    }

    @Test
    @DisplayName("SES-5 what a transaction read that began before a write is not kept after it")
    void refusesOldSnapshots() throws Exception {
      assertThat(isKept(1)).isTrue();
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      reader.setAutoCommit(false);
      run(reader, "select 1");
      run(writer, WRITE + 1);

      assertThat(find(1)).isEqualTo("user 1");
      reader.commit();

      assertThat(find(1)).isEqualTo("changed");
      assertThat(cache.figures().get(0).refusedByToken()).isPositive();
    }

    @Test
    @DisplayName("SES-10 a statement that is not known makes everything fall, and is counted")
    void fallsWithTheUnknown() throws Exception {
      users = target(0, "session_users");
      assertThat(isKept(1)).isTrue();
      long before = cache.unknownWrites();

      run(writer, "do $$ begin update session_users set name = 'changed'; end $$");

      assertThat(find(1)).isEqualTo("changed");
      assertThat(cache.unknownWrites()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("SES-11 a write of any table counts, until the tables of a lookup are named")
    void takesEveryTableForOneThatMatters() throws Exception {
      assertThat(isKept(1)).isTrue();
      run(writer, "insert into session_other values (1)");
      int before = runs;
      find(1);
      assertThat(runs).isEqualTo(before + 1);

      users = target(0, "public.session_users");
      assertThat(isKept(1)).isTrue();
      run(writer, "insert into session_other values (1)");
      before = runs;
      find(1);
      assertThat(runs).isEqualTo(before);
    }

    @Test
    @DisplayName("SES-12 an answer that the application had in a cache falls with the tables too")
    void knowsTheTablesOfEarlierLookups() throws Exception {
      users = target(0, "something_else");
      assertThat(isKept(1)).isTrue();
      find(2, null, () -> "cached by the application");
      assertThat(find(2)).isEqualTo("cached by the application");

      run(writer, WRITE + 2);

      assertThat(find(2)).isEqualTo("changed");
    }

    @Test
    @DisplayName("SES-12 a target whose lookups run no statement says so")
    void saysWhatItDoesNotFollow() throws Exception {
      find(1, null, () -> "from a directory");
      assertThat(cache.figures().get(0).followsSql()).isFalse();
      assertThat(find(1)).isEqualTo("from a directory");
    }

    @Test
    @DisplayName("SES-32 an outer lookup falls with what an inner one was served")
    void inheritsFromInside() throws Exception {
      users = target(0, "something_else");
      assertThat(isKept(1)).isTrue();
      ticker.advance(Duration.ofSeconds(40));
      Lookup outer = users.begin(key(7), () -> Names.ofNamed(7), true, null);
      Object inner = find(1, outer.recording(), () -> name(reader, 1));
      users.loaded(outer, "holder of " + inner, Long.MAX_VALUE, true);
      assertThat(find(7)).isEqualTo("holder of user 1");

      ticker.advance(Duration.ofSeconds(20));
      assertThat(find(7)).as("the life of the inner answer").isEqualTo("user 7");

      outer = users.begin(key(8), () -> Names.ofNamed(8), true, null);
      find(1, outer.recording(), () -> name(reader, 1));
      users.loaded(outer, "holder", Long.MAX_VALUE, true);
      run(writer, WRITE + 1);
      assertThat(find(8)).isEqualTo("user 8");
    }

    @Test
    @DisplayName("C-5 SES-33 what began before the phase was switched is not kept after")
    void forgetsWhatBeganBefore() throws Exception {
      assertThat(isKept(1)).isTrue();
      Lookup slow = users.begin(key(2), () -> Names.ofNamed(2), true, null);

      cache.invalidateAll();
      users.loaded(slow, "too late", Long.MAX_VALUE, true);

      assertThat(find(2)).isEqualTo("user 2");
      int before = runs;
      find(1);
      assertThat(runs).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("I-3 when statements may have been missed nothing is served any more")
    void stopsWhenBlind() throws Exception {
      assertThat(isKept(1)).isTrue();

      observer.lost();

      assertThat(isKept(1)).isFalse();
      assertThat(cache.figures().get(0).state()).isEqualTo("off");
    }
  }

  @Nested
  class Choosing {
    @ParameterizedTest
    @DisplayName("SES-1 a lookup that writes, locks or runs what may write is never kept")
    @ValueSource(
        strings = {
          "update session_users set name = name where id = 1",
          "select name from session_users where id = 1 for update",
          "do $$ begin end $$",
        })
    void refusesSideEffects(String text) throws Exception {
      assertThat(isKept(2)).isTrue();

      find(
          1,
          null,
          () -> {
            run(reader, text);
            return "user 1";
          });

      assertThat(isKept(1)).isFalse();
      assertThat(isKept(2)).as("others of the target").isFalse();
      assertThat(told).hasSize(1);
    }

    @ParameterizedTest
    @DisplayName("SES-1 A-6 only an update of columns that may be skipped is left out")
    @CsvSource({
      "update session_users set visits = 1 where id = 1, true",
      "UPDATE session_users SET Visits = 2, true",
      "'update session_users set visits = 1, name = name where id = 1', false",
      "update session_other set id = id, false",
      "delete from session_users where id = 77, false",
      "insert into session_users values (78) on conflict do nothing, false",
      "with w as (delete from session_other) update session_users set visits = 1, false",
    })
    void leavesOutWhatMayBeSkipped(String text, boolean kept) throws Exception {
      run(writer, "alter table session_users add column if not exists visits int");
      Duration life = Duration.ofSeconds(60);
      users =
          cache.target(
              new LookupSettings(
                  "users",
                  life,
                  life,
                  0,
                  List.of(new LookupTable("session_users", List.of("visits"))),
                  List.of(new SkippedWrite("session_users", List.of("visits"))),
                  Duration.ZERO,
                  Phase.SESSION),
              new PlainCopier(),
              told::add);
      targets++;
      int before = 0;
      for (int i = 0; i < 4; i++) {
        before = runs;
        find(
            1,
            null,
            () -> {
              run(reader, text);
              return name(reader, 1);
            });
      }

      assertThat(runs == before).as(told.toString()).isEqualTo(kept);
    }

    @ParameterizedTest
    @DisplayName("SES-2 G-10 two tenants under one name are never mixed")
    @ValueSource(strings = {"set search_path to tenant_2", "schema"})
    void refusesTenants(String how) throws Exception {
      run(writer, "create schema if not exists tenant_2");
      run(writer, "create table if not exists tenant_2.session_users (id int, name text)");
      run(writer, "truncate tenant_2.session_users");
      run(writer, "insert into tenant_2.session_users values (1, 'of tenant 2')");
      assertThat(isKept(1)).isTrue();
      if (how.equals("schema")) {
        writer.setSchema("tenant_2");
      } else {
        run(writer, how);
      }
      find(2, null, () -> name(writer, 2));

      assertThat(find(1, null, () -> name(writer, 1))).isEqualTo("of tenant 2");
      assertThat(cache.figures().get(0).state()).isEqualTo("off");
    }

    @Test
    @DisplayName("SES-22 U-11 what is not there is not kept, nor what failed")
    void keepsNoFailure() throws Exception {
      assertThat(find(55)).isNull();
      run(writer, "insert into session_users values (55, 'new')");
      assertThat(find(55)).isEqualTo("new");

      var failure = new IllegalStateException();
      assertThat(thrownBy(failure, 3)).isSameAs(failure);
      assertThat(find(3)).isEqualTo("user 3");
      var wantOfMemory = new OutOfMemoryError("as if");
      assertThat(thrownBy(wantOfMemory, 4)).isSameAs(wantOfMemory);
      assertThat(find(4)).isEqualTo("user 4");
    }

    private Throwable thrownBy(Throwable failure, int id) {
      return catchThrowable(
          () ->
              find(
                  id,
                  null,
                  () -> {
                    if (failure instanceof Error error) {
                      throw error;
                    }
                    throw (Exception) failure;
                  }));
    }

    @Test
    @DisplayName("SES-20 what cannot be copied is not kept, and is told")
    void keepsNoUncopyable() throws Exception {
      find(1, null, Thread::currentThread);

      assertThat(find(1)).isEqualTo("user 1");
      assertThat(told).containsExactly("not kept: a thread cannot be copied");
      assertThat(cache.figures().get(0).notKept()).isOne();
    }

    @Test
    @DisplayName("SES-4 U-2 SES-34 a life is counted from the reading, and no hit makes it longer")
    void expires() throws Exception {
      assertThat(isKept(1)).isTrue();
      ticker.wallMillis(0);
      for (int i = 0; i < 59; i++) {
        ticker.advance(Duration.ofSeconds(1));
        find(1);
      }
      int before = runs;
      find(1);
      assertThat(runs).isEqualTo(before);

      ticker.advance(Duration.ofSeconds(1));
      find(1);
      assertThat(runs).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("SES-8 autocommit switched on after a commit, as frameworks do, changes nothing")
    void ignoresEmptyCommits() throws Exception {
      assertThat(isKept(1)).isTrue();
      elsewhere(
          () -> {
            writer.setAutoCommit(false);
            run(writer, READ + 2);
            writer.commit();
            writer.setAutoCommit(true);
            return 0;
          });
      assertThat(runsOf(1, 1)).isZero();

      observer.watchesMore();
      assertThat(isKept(1)).isTrue();
      elsewhere(
          () -> {
            writer.setAutoCommit(true);
            return 0;
          });
      assertThat(runsOf(1, 1)).as("it may have written before it was watched").isEqualTo(1);
    }

    @Test
    @DisplayName("SES-31 lookups run on their callers' threads alone, however near an end is")
    void loadsOnCallersThreads() throws Exception {
      assertThat(isKept(1)).isTrue();
      int before = runs;
      ticker.advance(Duration.ofSeconds(59));
      find(1);
      ticker.advance(Duration.ofSeconds(2));
      assertThat(runs).isEqualTo(before);

      List<Thread> ran = new ArrayList<>();
      find(1, null, () -> ran.add(Thread.currentThread()) ? "new" : "never");
      assertThat(ran).containsExactly(Thread.currentThread());
    }

    @Test
    @DisplayName("SES-17 what a replica answered soon after a change is not kept")
    void waitsForReplicas() throws Exception {
      reader.setReadOnly(true);
      assertThat(isKept(1)).as("the table was filled just now").isFalse();
      ticker.advance(Duration.ofMillis(2_001));
      assertThat(isKept(1)).isTrue();
      assertThat(runsAfterAWrite()).as("not kept").isEqualTo(2);
      ticker.advance(Duration.ofMillis(2_001));
      assertThat(runsOf(1, 2)).isEqualTo(1);
    }

    @Test
    @DisplayName("SES-17 an operator says how far behind all connections are")
    void waitsAsLongAsIsSaid() throws Exception {
      assertThat(isKept(1)).isTrue();
      assertThat(runsAfterAWrite()).as("kept").isEqualTo(1);

      cache.replicaLag(Optional.of(Duration.ofSeconds(5)));
      assertThat(runsAfterAWrite()).as("not kept").isEqualTo(2);
      ticker.advance(Duration.ofMillis(5_001));
      assertThat(runsOf(1, 2)).isEqualTo(1);
    }

    private int runsAfterAWrite() throws Exception {
      elsewhere(
          () -> {
            run(writer, WRITE + 1);
            return 0;
          });
      return runsOf(1, 2);
    }

    private int runsOf(int id, int times) throws Exception {
      int before = runs;
      for (int i = 0; i < times; i++) {
        find(id);
      }
      return runs - before;
    }

    @Test
    @DisplayName("U-2 nobody is served longer than his account lasts")
    void endsWithTheAccount() throws Exception {
      for (long left : new long[] {20_000, -1}) {
        Lookup lookup = users.begin(key(1), () -> Names.ofNamed(1), true, null);
        users.loaded(lookup, "old", ticker.wallMillis() + left, true);
        if (left > 0) {
          ticker.advance(Duration.ofSeconds(19));
          assertThat(find(1, null, () -> "new")).isEqualTo("old");
          ticker.advance(Duration.ofSeconds(1));
        }
      }

      assertThat(find(1, null, () -> "new")).isEqualTo("new");
    }

    @Test
    @DisplayName("B-1 a flood of lookups stays within the bounds")
    void isBounded() throws Exception {
      for (int i = 0; i < 5_000; i++) {
        int id = i;
        find(id, null, () -> "user " + id);
      }

      assertThat(cache.stats().weightBytes()).isPositive().isLessThanOrEqualTo(1 << 20);
      assertThat(cache.stats().entries()).isLessThan(3_000);
    }
  }

  @Nested
  class ByName {
    @Test
    @DisplayName("U-5 C-3 what was being read when a user changed is not kept")
    void refusesWhatWasBeingRead() throws Exception {
      isKept(1);
      Lookup slow = users.begin(key(2), () -> Names.ofNamed(2), true, null);
      users.invalidate(Names.of("2"));
      users.loaded(slow, "too late", Long.MAX_VALUE, true);

      assertThat(find(2)).isEqualTo("user 2");
    }

    @Test
    @DisplayName("U-6 a change inside a transaction counts again when it ends")
    void countsAgainAtTheEnd() throws Exception {
      find(1, null, () -> "before");
      writer.setAutoCommit(false);
      run(writer, "select 1");
      ticker.advance(Duration.ofSeconds(1));

      users.invalidate(Names.of(1));
      elsewhere(() -> find(1, null, () -> "before"));
      writer.commit();

      assertThat(elsewhere(() -> find(1, null, () -> "after"))).isEqualTo("after");
    }

    @Test
    @DisplayName("U-4 other users stay, and another number of names means everybody")
    void fallsByName() throws Exception {
      find(1, null, () -> "one");
      find(2, null, () -> "two");

      users.invalidate(Names.of(1));
      assertThat(find(2, null, () -> "new two")).isEqualTo("two");
      assertThat(find(1, null, () -> "new one")).isEqualTo("new one");

      users.invalidate(Names.of("a", "b"));
      assertThat(find(2, null, () -> "new two")).isEqualTo("new two");
    }

    @Test
    @DisplayName("C-2 SES-24 an operator drops what is kept of one subject")
    void fallsBySubject() throws Exception {
      find(1, null, () -> "one");
      find(2, null, () -> "two");

      var one = new EntrySelector(EntrySelector.Kind.SUBJECT, "1");
      assertThat(cache.count(one)).hasValue(1);
      assertThat(cache.count(one)).as("counting drops nothing").hasValue(1);
      assertThat(cache.invalidate(one)).hasValue(1);
      assertThat(cache.count(one)).hasValue(0);

      assertThat(find(1, null, () -> "new one")).isEqualTo("new one");
      assertThat(find(2, null, () -> "new two")).isEqualTo("two");
    }
  }

  @Nested
  class OnTrial {
    @Test
    @DisplayName("SES-3 nothing is served before enough answers were equal, one after another")
    void comparesFirst() throws Exception {
      users = target(5);
      for (int i = 0; i < 3; i++) {
        find(1, null, () -> "same");
      }
      find(1, null, () -> "other");
      for (int i = 0; i < 5; i++) {
        assertThat(find(1, null, () -> "last")).isEqualTo("last");
        assertThat(cache.figures().get(0).state()).isEqualTo("on trial");
      }
      find(1, null, () -> "last");

      assertThat(cache.figures().get(0).state()).isEqualTo("serving");
      assertThat(cache.figures().get(0).mismatches()).isOne();
    }

    @Test
    @DisplayName("SES-3 M-3 an answer that was served and differs stops the target, twice for good")
    void stopsAfterADifference() throws Exception {
      users = target(1);
      for (int fall = 1; fall <= 2; fall++) {
        String value = "value " + fall;
        for (int i = 0; i < 3; i++) {
          find(1, null, () -> value);
        }
        assertThat(cache.figures().get(0).state()).isEqualTo("serving");
        sampling = true;
        find(1, null, () -> "other");
        sampling = false;
        assertThat(cache.figures().get(0).state()).isEqualTo(fall == 1 ? "on trial" : "off");
      }
      assertThat(told).hasSize(2);
    }

    /** Runs a lookup that has another one of the same thing inside, and returns what it found. */
    private @Nullable Object whole(LookupTarget whole, boolean treated) throws Exception {
      Lookup outer = whole.begin(key(100), () -> Names.ofNamed(1), treated, null);
      if (outer.isServed()) {
        return whole.answer(outer);
      }
      Object inner = find(1, outer.recording(), () -> name(reader, 1));
      whole.loaded(outer, inner, Long.MAX_VALUE, true);
      run(writer, "insert into session_other values (1)");
      return inner;
    }

    private LookupTarget holders() {
      users = target(0, "session_users");
      return cache.target(
          new LookupSettings(
              "holders", Duration.ofSeconds(60), Duration.ofSeconds(60), 3, named("session_users")),
          new PlainCopier(),
          told::add);
    }

    @Test
    @DisplayName("SES-3 a trial goes on while lookups inside are served and tables are written")
    void comparesWholeLookups() throws Exception {
      LookupTarget holders = holders();
      for (int i = 0; i < 20; i++) {
        assertThat(whole(holders, true)).isEqualTo("user 1");
      }
      assertThat(cache.figures().get(0).state()).isEqualTo("serving");
      assertThat(cache.figures().get(1).hits()).as("most lookups inside").isGreaterThan(4);

      int before = runs;
      whole(holders, true);
      assertThat(runs).isEqualTo(before);
    }

    @Test
    @DisplayName("SES-3 an answer is compared with the application's own, not with one made of it")
    void comparesWithTheApplication() throws Exception {
      LookupTarget holders = holders();
      for (int i = 0; i < 20; i++) {
        whole(holders, true);
      }
      // Behind everybody's back, as only a connection that is not watched can.
      try (Connection unseen = RealPostgres.connect()) {
        run(unseen, WRITE + 1);
      }
      assertThat(whole(holders, true)).isEqualTo("user 1");
      sampling = true;

      assertThat(whole(holders, true)).isEqualTo("changed");
      assertThat(cache.figures().get(1).mismatches()).isOne();
      sampling = false;
      assertThat(whole(holders, true)).as("it fell with what it was made of").isEqualTo("changed");
    }

    @Test
    @DisplayName("SES-3 lookups inside are served on the control side as they are on the other")
    void comparesBothSidesAlike() throws Exception {
      LookupTarget holders = holders();
      for (int i = 0; i < 20; i++) {
        whole(holders, false);
      }
      assertThat(cache.figures().get(0).comparisons()).isEqualTo(3);
      int before = runs;
      for (int i = 0; i < 20; i++) {
        whole(holders, false);
      }
      assertThat(runs).as("no longer on trial").isEqualTo(before);
    }
  }

  @Nested
  class SeveralAtOnce {
    @Test
    @DisplayName(
        "SES-30 G-11 A-3 threads share one lookup, and a failure is its own caller's alone")
    void shareOneLookup() throws Exception {
      isKept(9);
      var begun = new CountDownLatch(1);
      var go = new CountDownLatch(1);
      var threads = Executors.newFixedThreadPool(2);
      try {
        Future<?> leader =
            threads.submit(
                () ->
                    find(
                        1,
                        null,
                        () -> {
                          begun.countDown();
                          go.await();
                          return "shared";
                        }));
        begun.await();
        Future<?> follower = threads.submit(() -> find(1, null, () -> "my own"));
        go.countDown();

        assertThat(leader.get()).isEqualTo("shared");
        assertThat(follower.get()).isEqualTo("shared");
      } finally {
        threads.shutdownNow();
      }
    }

    @Test
    @DisplayName("SES-30 a failure reaches its own caller alone, and who waits looks up himself")
    void failuresAreOnesOwn() throws Exception {
      isKept(9);
      var begun = new CountDownLatch(1);
      var go = new CountDownLatch(1);
      var threads = Executors.newFixedThreadPool(2);
      try {
        Future<?> leader =
            threads.submit(
                () ->
                    find(
                        1,
                        null,
                        () -> {
                          begun.countDown();
                          go.await();
                          throw new IllegalStateException("mine");
                        }));
        begun.await();
        Future<?> follower = threads.submit(() -> find(1, null, () -> "my own"));
        go.countDown();

        assertThat(catchThrowable(leader::get)).hasRootCauseMessage("mine");
        assertThat(follower.get()).isEqualTo("my own");
      } finally {
        threads.shutdownNow();
      }
    }

    @Test
    @DisplayName("SES-30 who waits for a lookup that hangs looks up himself")
    void hangingLookupsHoldNobodyUp() throws Exception {
      isKept(9);
      var begun = new CountDownLatch(1);
      var go = new CountDownLatch(1);
      Future<?> leader =
          other.submit(
              () ->
                  find(
                      1,
                      null,
                      () -> {
                        begun.countDown();
                        go.await();
                        return "late";
                      }));
      begun.await();
      assertThat(find(1, null, () -> "my own")).isEqualTo("my own");
      assertThat(leader).isNotDone();
      go.countDown();
      assertThat(leader.get()).isEqualTo("late");
    }

    @Test
    @DisplayName("SES-30 SES-32 A-4 lookups that ask for each other's users both come to an end")
    void crossedLookupsEnd() throws Exception {
      isKept(9);
      var both = new CyclicBarrier(2);
      var threads = Executors.newFixedThreadPool(2);
      try {
        Future<?> one = threads.submit(() -> crossed(1, 2, both));
        Future<?> two = threads.submit(() -> crossed(2, 1, both));

        // Whoever ends first may have kept what the other one is about to ask for.
        assertThat(one.get()).isIn("1 with inner 2", "1 with 2 with inner 1");
        assertThat(two.get()).isIn("2 with inner 1", "2 with 1 with inner 2");
      } finally {
        threads.shutdownNow();
      }
    }

    private @Nullable Object crossed(int own, int others, CyclicBarrier both) throws Exception {
      return find(
          own,
          null,
          () -> {
            both.await();
            Recording outer = (Recording) jdbc.watch.get();
            return own + " with " + find(others, outer, () -> "inner " + others);
          });
    }

    @Test
    @DisplayName("SES-30 A-4 a lookup that asks for itself again and again ends, and is kept")
    void recursionEnds() throws Exception {
      isKept(9);
      assertThat(recursive(1, 20)).isEqualTo("found");
      int before = runs;
      assertThat(find(1)).isEqualTo("found");
      assertThat(runs).isEqualTo(before);
    }

    private @Nullable Object recursive(int id, int depth) throws Exception {
      Recording outer = (Recording) jdbc.watch.get();
      return find(id, outer, () -> depth == 0 ? "found" : recursive(id, depth - 1));
    }

    @Test
    @DisplayName("U-5 A-3 nobody is given what began to be read before his own change")
    void shareNothingOld() throws Exception {
      isKept(9);
      Lookup slow = users.begin(key(1), () -> Names.ofNamed(1), true, null);
      users.invalidate(Names.of(1));
      Future<?> after = other.submit(() -> find(1, null, () -> "after"));
      users.loaded(slow, "before", Long.MAX_VALUE, true);

      assertThat(after.get()).isEqualTo("after");
    }
  }
}
