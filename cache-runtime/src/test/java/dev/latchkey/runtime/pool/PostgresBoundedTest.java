package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.config.PoolPhase.Reset;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The engine {@code bounded} on a real PostgreSQL, which counts the sessions. */
class PostgresBoundedTest {
  private static final int LIMIT = 4;
  private static final int THREADS = 64;
  private static final int CALLS = 12;
  private static final String USER = "bounded_app";

  private PooledApp app;

  @BeforeEach
  void start() throws SQLException {
    ask("DROP ROLE IF EXISTS " + USER);
    ask("CREATE ROLE " + USER + " LOGIN PASSWORD 'p'");
    app = new PooledApp(Reset.FULL, RealPostgres.url(), USER, "p");
    app.recycler.settings(BoundedTest.bounded(LIMIT));
    app.learnAndProve();
    assertThat(app.pool().state()).as(app.pool().reason()).isEqualTo("reusing");
  }

  @AfterEach
  void stop() {
    app.close();
    assertThat(app.failures).isEmpty();
    await().until(() -> app.openNow() == 0);
  }

  private static String ask(String sql) throws SQLException {
    try (Connection admin = RealPostgres.connect()) {
      return ask(admin, sql);
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private Void call() throws SQLException {
    for (int i = 0; i < CALLS; i++) {
      Connection connection = app.open();
      assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
      app.close(connection);
    }
    return null;
  }

  /** The machine may be too slow for 100 ms: what is opened beyond the limit is counted. */
  @Test
  @DisplayName("POOL-32 under 64 threads the server has no more sessions than the limit")
  void holdsTheLimit() throws Exception {
    await().until(() -> sessions() == 1);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      running.add(threads.submit(this::call));
    }
    threads.shutdown();
    long most = 0;
    try (Connection admin = RealPostgres.connect()) {
      while (!threads.isTerminated()) {
        long sessions = sessions(admin);
        most = Math.max(most, sessions);
        assertThat(sessions).isLessThanOrEqualTo(LIMIT + app.pool().queue().beyondLimit());
      }
    }
    for (Future<Void> each : running) {
      each.get();
    }
    PoolSnapshot pool = app.pool();
    assertThat(most).isGreaterThan(1);
    assertThat(pool.queue().waited()).isPositive();
    assertThat(pool.opened() + pool.reused())
        .isEqualTo(Learning.PAIRS + 1 + (long) THREADS * CALLS);
    assertThat(pool.opened() - pool.queue().beyondLimit())
        .as("logins within the limit")
        .isLessThanOrEqualTo(Learning.PAIRS + LIMIT);
    assertThat(app.openNow()).isLessThanOrEqualTo(LIMIT);
    app.recycler.follow(() -> false);
    await().until(() -> sessions() == 0);
  }

  @Test
  @DisplayName(
      "POOL-32 POOL-34 a refused login is the driver's own exception, within the limit too")
  void failsAsTheDriver() throws SQLException {
    ask("ALTER ROLE " + USER + " NOLOGIN");
    Connection kept = app.open();
    for (int i = 0; i < 2 * LIMIT; i++) {
      assertThatThrownBy(app::open)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"))
          .hasMessageContaining("is not permitted to log in");
    }
    assertThat(app.pool().queue().beyondLimit()).isZero();
    app.close(kept);
  }

  private static long sessions() throws SQLException {
    try (Connection admin = RealPostgres.connect()) {
      return sessions(admin);
    }
  }

  private static long sessions(Connection admin) throws SQLException {
    return Long.parseLong(
        ask(admin, "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + USER + "'"));
  }
}
