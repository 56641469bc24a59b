package dev.latchkey.runtime.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.pool.RealPostgres;
import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feeds from a real PostgreSQL. */
class ChangeFeedTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final FeedTable USERS = FeedTable.parse("fed.users").orElseThrow();
  private static final FeedTable ROLES = FeedTable.parse("fed.\"Roles\"").orElseThrow();
  private static final FeedTable PARTED = FeedTable.parse("fed.parted").orElseThrow();

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private ChangeFeed feed;

  @BeforeEach
  void createTables() throws SQLException {
    sql(
        "DROP SCHEMA IF EXISTS fed CASCADE",
        "CREATE SCHEMA fed",
        "CREATE TABLE fed.users (id int PRIMARY KEY, name text)",
        "CREATE TABLE fed.\"Roles\" (id int PRIMARY KEY)",
        "CREATE TABLE fed.parted (id int) PARTITION BY LIST (id)",
        "CREATE TABLE fed.part1 PARTITION OF fed.parted FOR VALUES IN (1)",
        "INSERT INTO fed.users VALUES (1, 'alice')");
  }

  @AfterEach
  void stop() {
    if (feed != null) {
      feed.close();
    }
  }

  private static void sql(String... statements) throws SQLException {
    try (Connection connection = RealPostgres.connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private void start(FeedKind kind, FeedTable... tables) {
    start(kind, RealPostgres::connect, tables);
  }

  private void start(FeedKind kind, ChangeFeed.Connector connector, FeedTable... tables) {
    feed =
        new ChangeFeed(
            kind,
            List.of(tables),
            connector,
            new FeedListener() {
              @Override
              public void changed(FeedTable table) {
                told.add(table.toString());
              }

              @Override
              public void resumed() {
                told.add("resumed");
              }

              @Override
              public void interrupted() {
                told.add("interrupted");
              }
            },
            Ticker.system());
    feed.start();
  }

  private void startActive(FeedKind kind, FeedTable... tables) {
    start(kind, tables);
    await().atMost(LIMIT).until(() -> feed.state().active());
    assertThat(told).containsExactly("resumed");
    told.clear();
  }

  private void awaitTold(String... expected) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(told).contains(expected));
    told.clear();
  }

  @ParameterizedTest
  @DisplayName("SES-14 every kind of write of another process is told, with its table")
  @EnumSource(FeedKind.class)
  void tellsWrites(FeedKind kind) throws SQLException {
    sql(FeedDdl.of(List.of(USERS, ROLES)));
    startActive(kind, USERS, ROLES);
    for (String write :
        List.of(
            "UPDATE fed.users SET name = 'eve'",
            "INSERT INTO fed.users VALUES (2, 'bob')",
            "DELETE FROM fed.users WHERE id = 2",
            "TRUNCATE fed.users")) {
      sql(write);
      awaitTold("fed.users");
    }
    sql("INSERT INTO fed.\"Roles\" VALUES (1)");
    awaitTold("fed.Roles");
  }

  @ParameterizedTest
  @DisplayName("SES-11 SES-14 what a foreign key deletes or sets is told of its own table too")
  @EnumSource(FeedKind.class)
  void tellsCascades(FeedKind kind) throws SQLException {
    FeedTable badges = FeedTable.parse("fed.badges").orElseThrow();
    FeedTable mails = FeedTable.parse("fed.mails").orElseThrow();
    sql(
        "ALTER TABLE fed.\"Roles\" ADD FOREIGN KEY (id) REFERENCES fed.users ON DELETE CASCADE",
        "CREATE TABLE fed.badges (owner int REFERENCES fed.users ON DELETE SET NULL)",
        "CREATE TABLE fed.mails (owner int REFERENCES fed.users ON UPDATE CASCADE)",
        "INSERT INTO fed.users VALUES (2, 'bob')",
        "INSERT INTO fed.\"Roles\" VALUES (1)",
        "INSERT INTO fed.badges VALUES (1)",
        "INSERT INTO fed.mails VALUES (2)",
        FeedDdl.of(List.of(USERS, ROLES, badges, mails)));
    startActive(kind, USERS, ROLES, badges, mails);
    sql("DELETE FROM fed.users WHERE id = 1");
    awaitTold("fed.users", "fed.Roles", "fed.badges");
    sql("UPDATE fed.users SET id = 3 WHERE id = 2");
    awaitTold("fed.users", "fed.mails");
  }

  @Test
  @DisplayName("SES-14 a trigger that leaves a column out tells of all writes but its updates")
  void leavesColumnsOut() throws SQLException {
    sql(
        FeedDdl.of(List.of(USERS)),
        "ALTER TABLE fed.users ADD seen int",
        "DROP TRIGGER latchkey_change ON fed.users",
        "CREATE TRIGGER latchkey_change AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF id, name"
            + " ON fed.users FOR EACH STATEMENT EXECUTE FUNCTION public.latchkey_change()",
        "ALTER TABLE fed.users ENABLE ALWAYS TRIGGER latchkey_change");
    startActive(FeedKind.NOTIFY, USERS);
    sql("UPDATE fed.users SET seen = 1");
    sql("UPDATE fed.users SET seen = 2, name = 'eve'");
    awaitTold("fed.users");
    sql("UPDATE fed.users SET seen = 3");
    sql("DELETE FROM fed.users");
    await().atMost(LIMIT).untilAsserted(() -> assertThat(told).containsExactly("fed.users"));
  }

  @Test
  @DisplayName(
      "SES-14 writes in the replica role, and those to a partition by its own name, are told")
  void tellsHiddenWrites() throws SQLException {
    FeedTable part = FeedTable.parse("fed.part1").orElseThrow();
    sql(FeedDdl.of(List.of(USERS, PARTED, part)));
    startActive(FeedKind.NOTIFY, USERS, PARTED);
    sql("SET session_replication_role = replica", "UPDATE fed.users SET name = 'eve'");
    awaitTold("fed.users");
    sql("INSERT INTO fed.part1 VALUES (1)");
    awaitTold("fed.parted");
  }

  @Test
  @DisplayName("SES-14 a change is told once it is committed, and not when it is rolled back")
  void tellsCommits() throws SQLException {
    sql(FeedDdl.of(List.of(USERS)), FeedDdl.of(List.of(USERS)));
    startActive(FeedKind.NOTIFY, USERS);
    try (Connection connection = RealPostgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("UPDATE fed.users SET name = 'eve'");
      connection.rollback();
      statement.execute("INSERT INTO fed.users VALUES (3, 'carol')");
      assertThat(told).isEmpty();
      connection.commit();
    }
    awaitTold("fed.users");
  }

  @Test
  @DisplayName("SES-35 a feed tells how long ago the database answered last")
  void tellsItsLag() throws SQLException {
    sql(FeedDdl.of(List.of(USERS)));
    startActive(FeedKind.NOTIFY, USERS);
    // While nothing changes there is an answer a second, with which it begins anew.
    Duration between = Duration.ofMillis(300);
    await().atMost(LIMIT).until(() -> feed.lag().compareTo(between) > 0);
    await().atMost(LIMIT).until(() -> feed.lag().compareTo(between) < 0);
  }

  @ParameterizedTest
  @DisplayName("SES-15 a lost connection is told at once, and the feed resumes by itself")
  @EnumSource(FeedKind.class)
  void tellsInterruptions(FeedKind kind) throws SQLException {
    sql(FeedDdl.of(List.of(USERS)));
    startActive(kind, USERS);
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            + " AND (query LIKE '%LISTEN%' OR query = 'SELECT 1' OR query LIKE '%tree%'"
            + " OR query LIKE '%n_tup%' OR query LIKE '%tgname%'"
            + " OR query LIKE '%pg_rewrite%')");
    await().atMost(LIMIT).untilAsserted(() -> assertThat(told).contains("interrupted", "resumed"));
    assertThat(told).startsWith("interrupted");
    told.clear();
    sql("UPDATE fed.users SET name = 'eve'");
    awaitTold("fed.users");
  }

  @Test
  @DisplayName("SES-15 a feed whose thread runs out of memory says that it is lost, and resumes")
  void outlivesAnError() throws SQLException {
    AtomicBoolean failing = new AtomicBoolean();
    sql(FeedDdl.of(List.of(USERS)));
    start(
        FeedKind.POLL,
        new ChangeFeed.Connector() {
          @Override
          public Connection connect() throws SQLException {
            return RealPostgres.connect();
          }

          @Override
          public boolean isGone() {
            if (failing.getAndSet(false)) {
              throw new OutOfMemoryError("for the test");
            }
            return false;
          }
        },
        USERS);
    awaitTold("resumed");

    failing.set(true);

    await().atMost(LIMIT).untilAsserted(() -> assertThat(told).contains("interrupted", "resumed"));
    assertThat(told).startsWith("interrupted");
  }

  @Test
  @DisplayName("SES-14 a feed that could miss a change is not active and says what it lacks")
  void saysWhatIsMissing() throws SQLException {
    sql(FeedDdl.of(List.of(PARTED)));
    start(FeedKind.NOTIFY, PARTED);
    await().atMost(LIMIT).until(() -> feed.state().reason().contains("fed.part1"));
    assertThat(feed.state())
        .isEqualTo(
            new ChangeFeed.State(
                false,
                "table fed.part1 has no trigger latchkey_change; apply what latchkey feed-ddl"
                    + " prints"));
    assertThat(told).isEmpty();
    feed.close();

    sql(
        FeedDdl.of(List.of(USERS)),
        "DROP TRIGGER latchkey_change ON fed.users",
        "CREATE TRIGGER latchkey_change AFTER INSERT OR UPDATE OR DELETE ON fed.users"
            + " FOR EACH STATEMENT EXECUTE FUNCTION public.latchkey_change()",
        "ALTER TABLE fed.users ENABLE ALWAYS TRIGGER latchkey_change");
    start(FeedKind.NOTIFY, USERS);
    await().atMost(LIMIT).until(() -> feed.state().reason().contains("fed.users has no trigger"));
    feed.close();

    start(FeedKind.POLL, FeedTable.parse("fed.nothing").orElseThrow());
    await()
        .atMost(LIMIT)
        .until(() -> feed.state().reason().equals("there is no table fed.nothing"));
  }

  @Test
  @DisplayName(
      "SES-14 POOL-9 the application's own driver connects, with what is in the password file")
  void connectsByTheApplicationsDriver(@TempDir Path folder) throws SQLException, IOException {
    sql(
        FeedDdl.of(List.of(USERS)),
        "DROP ROLE IF EXISTS feeder",
        "CREATE ROLE feeder LOGIN PASSWORD 'canary'",
        "GRANT USAGE ON SCHEMA fed TO feeder");
    Path password = folder.resolve("password");
    DriverConnector connector =
        new DriverConnector(RealPostgres.url(), "feeder", password.toFile());
    start(FeedKind.NOTIFY, connector, USERS);
    await()
        .atMost(LIMIT)
        .until(() -> feed.state().reason().equals("no connection: SQL state 08001"));

    try (Connection of = RealPostgres.connect()) {
      connector.saw(of);
    }
    assertThatThrownBy(connector::connect).hasMessage("the password file cannot be read");
    Files.writeString(password, "canary\n");

    await().atMost(LIMIT).until(() -> feed.state().active());
    sql("UPDATE fed.users SET name = 'eve'");
    awaitTold("fed.users");
  }

  /** The same driver once more, as another deployment has it. */
  private static URLClassLoader deployed() {
    URL jar = org.postgresql.Driver.class.getProtectionDomain().getCodeSource().getLocation();
    return new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
  }

  private static Connection connect(URLClassLoader application)
      throws SQLException, ReflectiveOperationException {
    Driver driver =
        (Driver)
            application.loadClass("org.postgresql.Driver").getDeclaredConstructor().newInstance();
    Properties user = new Properties();
    user.setProperty("user", "postgres");
    user.setProperty("password", "postgres");
    Connection connection = driver.connect(RealPostgres.url(), user);
    // It would hold the class loader for the whole JVM, which is the application's to end.
    application.loadClass("org.postgresql.Driver").getMethod("deregister").invoke(null);
    return connection;
  }

  @ParameterizedTest
  @DisplayName("SES-15 A-7 a feed lets go of an application that is undeployed, and takes the next")
  @EnumSource(FeedKind.class)
  void followsARedeployment(FeedKind kind) throws Exception {
    sql(FeedDdl.of(List.of(USERS)));
    DriverConnector connector = new DriverConnector(RealPostgres.url(), "postgres", null);
    URLClassLoader first = deployed();
    try (Connection seen = connect(first)) {
      connector.saw(seen);
    }
    start(kind, connector, USERS);
    await().atMost(LIMIT).until(() -> feed.state().active());

    first.close();
    awaitTold("interrupted");
    assertThat(feed.state().active()).isFalse();
    WeakReference<ClassLoader> gone = new WeakReference<>(first);
    first = deployed();
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              System.gc();
              return gone.get() == null;
            });

    try (URLClassLoader second = first;
        Connection seen = connect(second)) {
      connector.saw(seen);
      await().atMost(LIMIT).until(() -> feed.state().active());
      told.clear();
      sql("UPDATE fed.users SET name = 'eve'");
      awaitTold("fed.users");
    }
  }

  @Test
  @DisplayName("SES-11 a temporary table of another session is no change of the catalogue")
  void overlooksTemporaryTables() throws SQLException {
    try (Connection reading = RealPostgres.connect();
        Connection other = RealPostgres.connect();
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE while_it_lasts (id int)");
      assertThat(IndirectWrites.read(reading, List.of(USERS)).schemas())
          .contains("public", "fed")
          .noneMatch(schema -> schema.contains("temp"));
    }
  }

  @ParameterizedTest
  @DisplayName("SES-14 what names no table is refused, before it comes near a statement")
  @ValueSource(strings = {"", "a.b.c", "users; DROP TABLE users", "\"a\"\"b\"", "1st", "us ers"})
  void refusesOtherTexts(String text) {
    assertThat(FeedTable.parse(text)).isEmpty();
  }
}
