package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.config.PoolPhase;
import dev.latchkey.runtime.config.PoolPhase.Reset;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgConnection;

/** The whole recycler on a real PostgreSQL. */
class PostgresPoolTest {
  private PooledApp app;

  @BeforeEach
  void start() throws SQLException {
    app = new PooledApp(Reset.FULL, RealPostgres.url(), "postgres", "postgres");
    app.learnAndProve();
    assertThat(app.pool().state()).as(app.pool().reason()).isEqualTo("reusing");
  }

  @AfterEach
  void stop() {
    app.close();
    assertThat(app.failures).isEmpty();
    await().until(() -> app.openNow() == 0);
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return String.valueOf(row.getString(1));
      }
    }
  }

  private String ask(String sql) throws SQLException {
    Connection connection = app.open();
    try {
      return ask(connection, sql);
    } finally {
      app.close(connection);
    }
  }

  @Test
  @DisplayName("POOL-22 the reset of PostgreSQL is proved, and sessions are used again")
  void reuses() throws SQLException {
    String first = ask("SELECT pg_backend_pid()");
    assertThat(ask("SELECT pg_backend_pid()")).isEqualTo(first);
    assertThat(app.pool().database()).isEqualTo("PostgreSQL");
    assertThat(app.opened()).isEqualTo(Learning.PAIRS + 1);
  }

  @ParameterizedTest
  @DisplayName("POOL-18 D-2 what one borrower sets the next one does not find")
  @ValueSource(
      strings = {
        "SET search_path TO elsewhere",
        "SET statement_timeout TO '1h'",
        "SELECT set_config('work_mem', '1MB', false)",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET ROLE pg_monitor",
        "SET app.tenant TO '7'",
        "CREATE TEMP TABLE mine AS SELECT 1",
        "SELECT pg_advisory_lock(42)",
        "LISTEN news",
        "PREPARE mine AS SELECT 1"
      })
  void leavesNoTrace(String sql) throws SQLException {
    String question =
        "SELECT current_setting('search_path') || current_setting('statement_timeout')"
            + " || current_setting('work_mem') || current_setting('transaction_read_only')"
            + " || current_user || coalesce(current_setting('app.tenant', true), 'none')"
            + " || coalesce(to_regclass('mine')::text, 'none')"
            + " || (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')"
            + " || (SELECT count(*) FROM pg_listening_channels())"
            + " || (SELECT count(*) FROM pg_prepared_statements WHERE name = 'mine')";
    String fresh = ask(question);
    ask(sql);
    assertThat(ask(question)).isEqualTo(fresh);
  }

  @Test
  @DisplayName("D-1 POOL-8 calls that differ in anything share no session, where both may log in")
  void sharesNothing() throws SQLException {
    try (Connection admin = RealPostgres.connect()) {
      ask(admin, "CREATE ROLE neighbour LOGIN");
    }
    List<String> sessions = new ArrayList<>();
    sessions.add(kept(app.url, "postgres", "postgres"));
    sessions.add(kept(app.url, "postgres", "this server asks for none"));
    sessions.add(kept(app.url, "neighbour", "postgres"));
    sessions.add(kept(app.url + "?ApplicationName=reports", "postgres", "postgres"));
    assertThat(sessions).doesNotHaveDuplicates();
  }

  /** Calls until a session is used again, and returns which that is. */
  private String kept(String address, String user, String password) throws SQLException {
    for (int i = 0; i <= Learning.PAIRS; i++) {
      app.close(app.open(address, user, password));
    }
    String session = session(address, user, password);
    assertThat(session(address, user, password)).isEqualTo(session);
    return session;
  }

  private String session(String address, String user, String password) throws SQLException {
    Connection connection = app.open(address, user, password);
    try {
      return ask(connection, "SELECT pg_backend_pid()");
    } finally {
      app.close(connection);
    }
  }

  @Test
  @DisplayName("D-4 POOL-14 a handle unwraps to itself and the driver's, and to nothing of ours")
  void unwrapsToTheDriverAlone() throws SQLException {
    Connection handle = app.open();
    assertThat(PooledApp.isHandle(handle)).isTrue();
    assertThat(handle.unwrap(Connection.class)).isSameAs(handle);
    assertThat(handle.unwrap(PGConnection.class)).isSameAs(handle);
    for (Class<?> other : List.of(Lease.class, Handle.class, ConnectionHandle.class, Kept.class)) {
      assertThat(handle.isWrapperFor(other)).as(other.getName()).isFalse();
      assertThatThrownBy(() -> handle.unwrap(other)).isInstanceOf(SQLException.class);
    }
    assertThat(handle.unwrap(PgConnection.class)).isExactlyInstanceOf(PgConnection.class);
    app.close(handle);
    assertThat(app.pool().idle()).as("unwrapped, so not kept").isZero();
  }

  @Test
  @DisplayName("POOL-10 who may not log in any more is out after 11 minutes, and for good")
  void forgetsTheRevoked() throws SQLException {
    try (Connection admin = RealPostgres.connect()) {
      ask(admin, "CREATE ROLE leaving LOGIN");
      kept(app.url, "leaving", "l");
      ask(admin, "ALTER ROLE leaving NOLOGIN");
    }
    session(app.url, "leaving", "l"); // until then: the price of using sessions again
    int calls = 0;
    String refused = "";
    while (refused.isEmpty() && calls++ < 66) {
      app.ticker.advance(Duration.ofSeconds(10));
      app.recycler.tick();
      refused = refusal();
    }
    assertThat(refused).isEqualTo("28000");
    for (int i = 0; i < 5; i++) {
      assertThat(refusal()).isEqualTo("28000");
    }
  }

  /** Returns the SQLState with which a login of the one who leaves fails. */
  private String refusal() {
    try {
      session(app.url, "leaving", "l");
      return "";
    } catch (SQLException refused) {
      return refused.getSQLState();
    }
  }

  @Test
  @DisplayName("POOL-17 a transaction begun by SQL ends with its borrower, and no commit is lost")
  void losesNoCommit() throws SQLException {
    ask("CREATE TABLE IF NOT EXISTS orders (id int)");
    ask("TRUNCATE orders");
    Connection first = app.open();
    ask(first, "BEGIN");
    app.close(first);
    ask("INSERT INTO orders VALUES (1)");
    Connection uncommitted = app.open();
    uncommitted.setAutoCommit(false);
    ask(uncommitted, "INSERT INTO orders VALUES (2)");
    app.close(uncommitted);
    assertThat(ask("SELECT string_agg(id::text, ',') FROM orders")).isEqualTo("1");
    assertThat(app.pool().tainted()).containsEntry("transaction", 2L);
  }

  @ParameterizedTest
  @DisplayName("POOL-26 a session that was killed while idle is not handed out")
  @ValueSource(longs = {1, 600})
  void replacesTheKilled(long idleMillis) throws SQLException {
    String killed = ask("SELECT pg_backend_pid()");
    try (Connection admin = RealPostgres.connect()) {
      ask(admin, "SELECT pg_terminate_backend(" + killed + ")");
      await()
          .until(
              () ->
                  ask(admin, "SELECT count(*) FROM pg_stat_activity WHERE pid = " + killed)
                      .equals("0"));
    }
    app.ticker.advance(Duration.ofMillis(idleMillis));
    assertThat(ask("SELECT pg_backend_pid()")).isNotEqualTo(killed);
    assertThat(app.pool().validationFailures()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "POOL-11 64 that borrow at once: nothing is opened any more, and it goes with the load")
  void followsTheLoad() throws Exception {
    CyclicBarrier allHold = new CyclicBarrier(64);
    inThreads(
        64,
        () -> {
          Connection held = app.open();
          allHold.await(90, TimeUnit.SECONDS);
          app.close(held);
        });
    int opened = app.opened();
    inThreads(
        64,
        () -> {
          for (int i = 0; i < 20; i++) {
            ask("SELECT 1");
          }
        });
    assertThat(app.opened()).isEqualTo(opened).isLessThanOrEqualTo(Learning.PAIRS + 64);
    assertThat(app.pool().reused()).isGreaterThan(64 * 20);
    for (int second = 0; second <= 60; second++) {
      app.ticker.advance(Duration.ofSeconds(1));
      ask("SELECT 1");
      app.recycler.tick();
    }
    assertThat(app.pool().idle()).isEqualTo(1);
    assertThat(app.opened()).isEqualTo(opened);
    await().until(() -> app.openNow() == 1);
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void inThreads(int threads, Work work) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          callers.submit(
              () -> {
                work.run();
                return null;
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }
    callers.shutdown();
  }

  @Test
  @DisplayName("POOL-28 a session that is killed in use takes the idle ones along")
  void evictsAfterAKill() throws SQLException {
    Connection first = app.open();
    Connection second = app.open();
    app.close(second);
    assertThat(app.pool().idle()).isEqualTo(1);
    assertThatThrownBy(() -> ask(first, "SELECT pg_terminate_backend(pg_backend_pid())"))
        .isInstanceOf(SQLException.class);
    assertThat(app.pool().idle()).isZero();
    app.close(first);
  }

  @Test
  @DisplayName("POOL-24 with a lighter reset the driver prepares nothing on the server")
  void preparesNothing() throws SQLException {
    app.close();
    app = new PooledApp(Reset.DIRTY, RealPostgres.url(), "postgres", "postgres");
    app.learnAndProve();
    for (int i = 0; i < 10; i++) {
      Connection connection = app.open();
      connection.prepareStatement("SELECT 1 + ?").close();
      try (var statement = connection.prepareStatement("SELECT 1 + ?")) {
        statement.setInt(1, i);
        statement.executeQuery().next();
      }
      app.close(connection);
    }
    assertThat(ask("SELECT count(*) FROM pg_prepared_statements")).isEqualTo("0");
    assertThat(app.opened()).isEqualTo(Learning.PAIRS + 1);
  }

  @Test
  @DisplayName("POOL-24 where the operator wants it, what is prepared stays until a reset")
  void keepsWhatIsPrepared() throws SQLException {
    app.close();
    app = new PooledApp(Reset.DIRTY, RealPostgres.url(), "postgres", "postgres");
    var dirty = PooledApp.phase(Reset.DIRTY, 64);
    app.recycler.settings(
        new PoolPhase(true, 100, dirty.engine(), dirty.reset(), dirty.limits(), true));
    app.learnAndProve();
    runOften();
    assertThat(ask("SELECT count(*) FROM pg_prepared_statements")).isEqualTo("1");

    assertThat(ask("SET search_path = pg_catalog")).isEmpty();

    assertThat(ask("SELECT count(*) FROM pg_prepared_statements")).isEqualTo("0");
    runOften();
    assertThat(app.opened()).isEqualTo(Learning.PAIRS + 1);
  }

  private void runOften() throws SQLException {
    for (int i = 0; i < 10; i++) {
      Connection connection = app.open();
      try (var statement = connection.prepareStatement("SELECT 1 + ?")) {
        statement.setInt(1, i);
        statement.executeQuery().next();
      }
      app.close(connection);
    }
  }
}
