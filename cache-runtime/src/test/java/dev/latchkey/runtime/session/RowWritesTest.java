package dev.latchkey.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.jdbc.SqlStatement;
import dev.latchkey.runtime.jdbc.SqlTables;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.pool.RealPostgres;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that fall with the row that they are made of, in a real PostgreSQL. */
class RowWritesTest {
  private static final String WRITE = "update row_users set name = ? where id = ?";
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final UUID FIRST = new UUID(1, 1);

  private final ManualTicker ticker = new ManualTicker();
  private final JdbcObserver observer = new JdbcObserver(new Metrics(ticker, 10).connections());
  private final WatchedJdbc jdbc = new WatchedJdbc(observer);
  private final SessionCache cache =
      new SessionCache(1 << 20, () -> () -> false, new ShadowChecks(0, ticker), ticker);
  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private final List<Change> heard = new ArrayList<>();
  private LookupTarget users = target("row_users", byId());
  private String column = "id";
  private Connection reader;
  private Connection writer;
  private int runs;

  private static RowKey byId() {
    return new RowKey("id", RowKey.ONLY, false);
  }

  private LookupTarget target(String table, RowKey key, String... exceptColumns) {
    return cache.target(
        new LookupSettings(
            "users",
            MINUTE,
            MINUTE,
            0,
            List.of(new LookupTable(table, List.of(exceptColumns), Optional.of(key)))),
        new PlainCopier(),
        reason -> {});
  }

  @BeforeEach
  void connect() throws SQLException {
    observer.listen(cache.listener());
    cache.shared().tell(heard::add);
    reader = jdbc.watch(RealPostgres.connect());
    writer = jdbc.watch(RealPostgres.connect());
    run("drop table if exists row_users");
    run(
        "create table row_users (id bigint primary key, login text, uid uuid, name text,"
            + " seen timestamp)");
    run(
        "insert into row_users select i, 'login' || i, ('00000000-0000-000' || i ||"
            + " '-0000-00000000000' || i)::uuid, 'user ' || i from generate_series(1, 9) i");
  }

  @AfterEach
  void close() throws SQLException {
    other.shutdownNow();
    reader.close();
    writer.close();
  }

  private void run(String text) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute(text);
    }
  }

  /** Sets the values of a statement. */
  private interface Setter {
    void set(PreparedStatement statement) throws SQLException;
  }

  private void write(String text, Setter values) throws SQLException {
    try (PreparedStatement statement = writer.prepareStatement(text)) {
      values.set(statement);
      statement.executeUpdate();
    }
  }

  private void rename(long id, String name) throws SQLException {
    write(
        WRITE,
        statement -> {
          statement.setString(1, name);
          statement.setLong(2, id);
        });
  }

  private @Nullable Object find(Object value) throws SQLException {
    Lookup lookup =
        users.begin(
            FingerprintBuilder.of("t")
                .number(System.identityHashCode(users))
                .text(value.getClass() + " " + value)
                .build(),
            () -> Names.ofNamed(value),
            true,
            null);
    if (lookup.isServed()) {
      return users.answer(lookup);
    }
    if (lookup.isLoading()) {
      jdbc.watch.set(lookup.recording());
    }
    try {
      String found = read(value);
      users.loaded(lookup, found, Long.MAX_VALUE, true);
      return found;
    } finally {
      jdbc.watch.remove();
    }
  }

  private @Nullable String read(Object value) throws SQLException {
    runs++;
    String text = "select name from row_users where " + column + "::text = ?";
    try (PreparedStatement query = reader.prepareStatement(text)) {
      query.setString(1, value.toString());
      try (var rows = query.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  private boolean isServed(Object value) throws SQLException {
    int before = runs;
    find(value);
    return runs == before;
  }

  private void keep(Object... values) throws SQLException {
    for (Object each : values) {
      find(each);
      find(each);
      assertThat(isServed(each)).as("%s is served", each).isTrue();
    }
  }

  static List<Setter> exactValues() {
    return List.of(
        statement -> statement.setLong(2, 1),
        statement -> statement.setInt(2, 1),
        statement -> statement.setShort(2, (short) 1),
        statement -> statement.setByte(2, (byte) 1),
        statement -> statement.setObject(2, 1L),
        statement -> statement.setObject(2, BigInteger.ONE),
        statement -> statement.setObject(2, "1", Types.INTEGER));
  }

  @ParameterizedTest
  @MethodSource("exactValues")
  @DisplayName("SES-13 a write that names a row by its value makes that row's answer fall alone")
  void onlyItsRowFalls(Setter value) throws SQLException {
    keep(1, 2L, (short) 3);

    write(
        WRITE,
        statement -> {
          statement.setString(1, "changed");
          value.set(statement);
        });

    assertThat(find(1)).isEqualTo("changed");
    assertThat(isServed(2L)).isTrue();
    assertThat(isServed((short) 3)).isTrue();
  }

  @Test
  @DisplayName("SES-13 the value that counts is the one that is sent, at each run of a statement")
  void readsTheValueThatIsSent() throws SQLException {
    keep(1, 2, 3);

    write(
        WRITE,
        statement -> {
          statement.setString(1, "first");
          statement.setLong(2, 1);
          statement.executeUpdate();
          statement.clearParameters();
          statement.setString(1, "second");
          statement.setObject(2, 3);
          statement.setInt(2, 2);
        });

    assertThat(find(1)).isEqualTo("first");
    assertThat(find(2)).isEqualTo("second");
    assertThat(isServed(3)).isTrue();
  }

  @Test
  @DisplayName("SES-13 a driver that sends values in binary changes nothing")
  void readsBinaryValues() throws SQLException {
    writer = jdbc.watch(binary());
    column = "uid";
    users = target("row_users", new RowKey("uid", RowKey.ONLY, false));
    UUID second = new UUID(2, 2);
    keep(FIRST, second);
    for (int i = 0; i < 8; i++) {
      int run = i;
      write(
          "update row_users set name = ? where uid = ?",
          statement -> {
            statement.setString(1, "run " + run);
            statement.setObject(2, FIRST);
          });
      assertThat(find(FIRST)).isEqualTo("run " + run);
      assertThat(isServed(second)).isTrue();
    }
    column = "id";
    users = target("row_users", byId());
    keep(1, 2);
    rename(1, "long");
    assertThat(find(1)).isEqualTo("long");
    assertThat(isServed(2)).isTrue();
  }

  private static Connection binary() throws SQLException {
    return DriverManager.getConnection(
        RealPostgres.url()
            + "?user=postgres&password=postgres&binaryTransferEnable=INT8,INT4,UUID"
            + "&prepareThreshold=1");
  }

  static List<Setter> inexactValues() {
    return List.of(
        statement -> statement.setBigDecimal(2, new BigDecimal("1")),
        statement -> statement.setDouble(2, 1),
        statement -> statement.setObject(2, "1", Types.OTHER),
        statement -> statement.setNull(2, Types.BIGINT));
  }

  @ParameterizedTest
  @MethodSource("inexactValues")
  @DisplayName("SES-13 a value that does not compare safely makes all answers of the table fall")
  void allFallWithOtherValues(Setter value) throws SQLException {
    keep(1, 2);

    write(
        WRITE,
        statement -> {
          statement.setString(1, "changed");
          value.set(statement);
        });

    assertThat(isServed(1)).isFalse();
    assertThat(isServed(2)).isFalse();
  }

  @Test
  @DisplayName("SES-13 further conditions, such as those of optimistic locks, leave it at one row")
  void onlyItsRowFallsWithFurtherConditions() throws SQLException {
    keep(1, 2, 3);

    write(
        WRITE + " and name = ?",
        statement -> {
          statement.setString(1, "changed");
          statement.setLong(2, 1);
          statement.setString(3, "user 1");
        });
    run("delete from row_users where id = 2 and name <> 'nobody' and seen is null");

    assertThat(find(1)).isEqualTo("changed");
    assertThat(find(2)).isNull();
    assertThat(isServed(3)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update row_users set name = 'changed' where id = 1 or id = 2",
        "update row_users set name = 'changed' where id in (1)",
        "update row_users set name = 'changed' where id = 1 + 1",
        "update row_users set name = 'changed' where login = 'login1'",
        "update row_users u set name = 'changed' where id = 1",
        "update public.row_users set name = 'changed' where id = 1",
        "update \"row_users\" set name = 'changed' where id = 1",
        "update row_users set id = 20 where id = 1",
        "update row_users set name = 'a' where id = 1; update row_users set name = 'b'",
        "with a as (select 1) update row_users set name = 'changed' where id = 1",
        "insert into row_users (id, name) values (1, 'x') on conflict (id) do nothing",
        "delete from row_users where id = 1 and name = 'user 1' or id = 2",
        "update row_users set name = 'a' where id = 1 and id in (select id from row_users)",
        "delete from row_users",
      })
  @DisplayName("SES-13 what is not understood makes all answers of the table fall")
  void allFallWithOtherTexts(String text) throws SQLException {
    keep(1, 2);
    run(text);
    assertThat(isServed(2)).isFalse();
  }

  @Test
  @DisplayName("SES-13 a number that is written may be any row where UUIDs are asked for")
  void toldByOneKindAlone() {
    var epochs = new Epochs(ticker);
    long name = SqlTables.name("row_users");
    var rows = epochs.rows(name, new RowEpochs.Form(0, SqlTables.name("uid"), false, List.of()));
    Names zero = Names.ofNamed(0);
    SqlTables write = SqlStatement.of("update row_users set name = 'x' where uid = 0").tables();
    Names first = Names.ofNamed(FIRST);
    assertThat(rows.changedBy(write, zero)).isSameAs(rows.unknownRows());

    assertThat(rows.row(first, 0)).isNotNull();

    assertThat(rows.changedBy(write, zero)).isSameAs(rows.unknownRows());
    assertThat(rows.changedBy(write, first)).isSameAs(rows.row(first, 0));
    assertThat(rows.row(zero, 0)).isNull();
  }

  @Test
  @DisplayName("SES-13 a named method in a transaction that writes lets the other rows be")
  void namedMethodsLetOthersBe() throws SQLException {
    keep(1, 2);
    writer.close();
    writer = jdbc.watch(RealPostgres.connect()); // one that never wrote
    writer.setAutoCommit(false);
    run("select 1");
    users.invalidate(Names.ofNamed(1));
    rename(1, "changed");
    writer.commit();
    writer.setAutoCommit(true);

    assertThat(find(1)).isEqualTo("changed");
    assertThat(isServed(2)).isTrue();
  }

  @Test
  @DisplayName("SES-13 a batch makes all answers of its table fall, for nobody sees its values")
  void allFallWithABatch() throws SQLException {
    keep(1, 2, 3);
    try (PreparedStatement statement = writer.prepareStatement(WRITE)) {
      for (int id : new int[] {1, 2}) {
        statement.setString(1, "batched");
        statement.setInt(2, id);
        statement.addBatch();
      }
      statement.executeBatch();
    }
    assertThat(find(1)).isEqualTo("batched");
    assertThat(find(2)).isEqualTo("batched");
    assertThat(isServed(3)).isFalse();
  }

  @Test
  @DisplayName("SES-13 a plain number in the text names a row too, and a deleted row is gone")
  void takesNumbersOfTheText() throws SQLException {
    keep(1, 2);
    run("delete from row_users where id = 1");
    assertThat(find(1)).isNull();
    assertThat(isServed(2)).isTrue();
  }

  @Test
  @DisplayName("SES-13 a schema counts when the operator names it, and makes no doubt otherwise")
  void takesTheSchemaThatIsNamed() throws SQLException {
    users = target("public.row_users", byId());
    keep(1, 2);
    run("update public.row_users set name = 'changed' where id = 1");
    assertThat(find(1)).isEqualTo("changed");
    assertThat(isServed(2)).isTrue();
    run("update Row_Users set name = 'again' where ID = 1");
    assertThat(find(1)).isEqualTo("again");
    assertThat(isServed(2)).isTrue();
    run("create schema if not exists elsewhere");
    run("create table if not exists elsewhere.row_users (id int, name text)");
    keep(1, 2);
    run("update elsewhere.row_users set name = 'changed' where id = 1");
    assertThat(isServed(2)).isFalse();
  }

  @Test
  @DisplayName("SES-6 SES-8 SES-13 a row is locked until its transaction ends, either way")
  void locksTheRow() throws Exception {
    for (boolean commits : new boolean[] {false, true}) {
      keep(1, 2);
      writer.setAutoCommit(false);
      rename(1, "written");
      int before = runs;
      assertThat(elsewhere(1)).isEqualTo("user 1");
      assertThat(elsewhere(1)).isEqualTo("user 1");
      assertThat(runs).as("nothing is served or kept of the row").isEqualTo(before + 2);
      assertThat(elsewhere(2)).isEqualTo("user 2");
      assertThat(runs).as("the other is served").isEqualTo(before + 2);
      if (commits) {
        writer.commit();
      } else {
        writer.rollback();
      }
      assertThat(elsewhere(1)).isEqualTo(commits ? "written" : "user 1");
      assertThat(runs).as("every end is a change").isEqualTo(before + 3);
    }
  }

  private @Nullable Object elsewhere(Object value) throws Exception {
    return other.submit(() -> find(value)).get();
  }

  @Test
  @DisplayName(
      "SES-7 SES-13 a transaction that wrote a row is served nothing, of other rows either")
  void isNotServedInside() throws SQLException {
    keep(1, 2);
    writer.setAutoCommit(false);
    rename(1, "written");
    assertThat(isServed(2)).isFalse();
    writer.commit();
    assertThat(find(1)).isEqualTo("written");
    assertThat(isServed(2)).isTrue();
  }

  @Test
  @DisplayName("SES-5 SES-13 what a snapshot read that is older than a row's write is not kept")
  void oldSnapshotsAreNotKept() throws Exception {
    keep(2);
    reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    reader.setAutoCommit(false);
    assertThat(read(3)).isEqualTo("user 3");

    other
        .submit(
            () -> {
              rename(1, "written");
              return 0;
            })
        .get();

    assertThat(find(1)).as("by the snapshot").isEqualTo("user 1");
    reader.commit();
    assertThat(find(1)).isEqualTo("written");
    reader.commit();
    assertThat(isServed(2)).as("the other row's answer").isTrue();
  }

  @Test
  @DisplayName("SES-5 SES-13 what was being read when its row was written is not kept")
  void whatIsBeingReadIsNotKept() throws SQLException {
    Lookup lookup =
        users.begin(FingerprintBuilder.of("t").build(), () -> Names.ofNamed(1), true, null);
    jdbc.watch.set(lookup.recording());
    String old = read(1);
    jdbc.watch.remove();
    rename(1, "written");
    users.loaded(lookup, old, Long.MAX_VALUE, true);

    Lookup next =
        users.begin(FingerprintBuilder.of("t").build(), () -> Names.ofNamed(1), true, null);
    assertThat(next.isServed()).isFalse();
  }

  @Test
  @DisplayName("SES-13 texts name rows when the operator says so, whatever their case")
  void takesTexts() throws SQLException {
    column = "login";
    String byLogin = "update row_users set name = 'changed' where login = ?";
    users = target("row_users", new RowKey("login", RowKey.ONLY, false));
    keep("login1", "login2");
    write(byLogin, statement -> statement.setString(1, "login1"));
    assertThat(isServed("login2")).as("not declared").isFalse();

    users = target("row_users", new RowKey("login", RowKey.ONLY, true));
    keep("login1", "login2");
    write(byLogin, statement -> statement.setString(1, "LOGIN1"));
    assertThat(isServed("login1")).isFalse();
    assertThat(isServed("login2")).isTrue();
    run("update row_users set name = 'changed' where login = 'login1'");
    assertThat(isServed("login2")).as("a text in the statement").isFalse();
  }

  @Test
  @DisplayName("SES-13 an answer whose own value does not compare safely falls with any row")
  void valuesOfLookupsHaveToBeExact() throws SQLException {
    keep("1", 2);
    rename(3, "changed");
    assertThat(isServed("1")).isFalse();
    assertThat(isServed(2)).isTrue();
  }

  @Test
  @DisplayName("SES-13 of several values of a lookup the one counts that the operator names")
  void takesTheValueThatIsNamed() throws SQLException {
    RowKey second = new RowKey("id", 1, false);
    var dependencies = new Dependencies(cache.epochs(), "t", List.of(row(second)));
    Recording recording =
        new Recording(cache.transactions(), cache.replicas(), null, false, 0, 0, List.of());
    var one = dependencies.of(recording, Names.ofNamed("tenant", 1));
    var many =
        new Dependencies(cache.epochs(), "t", List.of(row(byId())))
            .of(recording, Names.ofNamed("tenant", 1));

    long before = cache.epochs().token();
    rename(2, "changed");
    assertThat(changed(one, before)).isFalse();
    assertThat(changed(many, before)).isTrue();
    rename(1, "changed");
    assertThat(changed(one, before)).isTrue();
  }

  private static LookupTable row(RowKey key) {
    return new LookupTable("row_users", List.of(), Optional.of(key));
  }

  private static boolean changed(List<Epoch> epochs, long since) {
    return !epochs.stream().allMatch(each -> each.unchangedSince(since));
  }

  @Test
  @DisplayName("SES-13 columns that no answer is made of are left out of rows too")
  void leavesColumnsOut() throws SQLException {
    users = target("row_users", byId(), "seen");
    keep(1, 2);
    run("update row_users set seen = now() where id = 1");
    run("update row_users set seen = now()");
    assertThat(isServed(1)).isTrue();
    run("update row_users set seen = now(), name = 'changed' where id = 1");
    assertThat(find(1)).isEqualTo("changed");
    assertThat(isServed(2)).isTrue();
  }

  @Test
  @DisplayName("SES-13 SES-16 other processes are told of the table, and tell of it")
  void othersHearOfTables() throws SQLException {
    keep(1, 2);
    heard.clear();
    rename(1, "changed");
    long table = SqlTables.name("row_users");
    assertThat(heard).containsExactly(new Change.Table(table, List.of(SqlTables.name("name"))));
    assertThat(isServed(2)).isTrue();

    cache.shared().take(new Change.Table(table));
    assertThat(isServed(2)).isFalse();
  }

  @Test
  @DisplayName("SES-13 a transaction that writes row after row is taken to write any")
  void manyRowsAreTheTable() throws SQLException {
    run("insert into row_users select i, 'x', null, 'user ' || i from generate_series(10, 999) i");
    keep(1, 900);
    writer.setAutoCommit(false);
    for (int id = 10; id < 600; id++) {
      rename(id, "changed");
    }
    writer.commit();
    assertThat(isServed(900)).isFalse();
  }

  @Test
  @DisplayName("SES-13 a target that comes while a transaction writes does not miss its end")
  void targetsComeAtAnyTime() throws Exception {
    users = target("row_users", new RowKey("login", RowKey.ONLY, true));
    writer.setAutoCommit(false);
    rename(1, "written");
    users = target("row_users", new RowKey("id", RowKey.ONLY, false), "seen", "uid");
    assertThat(elsewhere(1)).isEqualTo("user 1");
    writer.commit();
    assertThat(elsewhere(1)).isEqualTo("written");
  }

  @Test
  @DisplayName("SES-13 two tables of one name have no rows to tell apart")
  void namesThatAreNotClear() throws SQLException {
    users =
        cache.target(
            new LookupSettings(
                "users",
                MINUTE,
                MINUTE,
                0,
                List.of(row(byId()), new LookupTable("elsewhere.row_users", List.of()))),
            new PlainCopier(),
            reason -> {});
    keep(1, 2);
    rename(1, "changed");
    assertThat(isServed(2)).isFalse();
  }
}
