package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.config.PoolPhase.Reset;
import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.pool.advice.QueryAdvisor;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Connections of an application whose class loader, with its driver, is closed already. */
class UndeployedDriverTest {
  private PooledApp app;

  /** Has the driver's classes, and finds no files from the start or after it was closed. */
  private static final class Deployed extends URLClassLoader {
    private final boolean shows;

    Deployed(URL jar, boolean shows) {
      super(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
      this.shows = shows;
    }

    @Override
    public URL findResource(String name) {
      return shows ? super.findResource(name) : null;
    }
  }

  private void deploy(boolean showsFiles) throws Exception {
    URL jar = org.postgresql.Driver.class.getProtectionDomain().getCodeSource().getLocation();
    try (Deployed loader = new Deployed(jar, showsFiles)) {
      Driver driver =
          (Driver) loader.loadClass("org.postgresql.Driver").getDeclaredConstructor().newInstance();
      app = new PooledApp(Reset.FULL, RealPostgres.url(), "postgres", "postgres");
      app.connector = driver::connect;
      app.learnAndProve();
      assertThat(app.pool().idle()).as(app.pool().reason()).isEqualTo(1);
      tickAfter(Duration.ofSeconds(2));
      assertThat(app.pool().idle()).isEqualTo(1);
    }
  }

  private void tickAfter(Duration time) {
    app.ticker.advance(time);
    app.recycler.tick();
  }

  @AfterEach
  void stop() {
    app.close();
    assertThat(app.failures).isEmpty();
  }

  /** The thread of the pool closes what is due after what it had to do before. */
  private void tickUntilClosed(Duration time) {
    AtomicInteger closed = new AtomicInteger();
    app.recycler.closings(connection -> closed.incrementAndGet());
    tickAfter(time);
    await().until(() -> closed.get() == 1);
  }

  @Test
  @DisplayName("POOL-40 a driver whose class loader was closed is let go within seconds")
  void goesSoon() throws Exception {
    deploy(true);
    tickUntilClosed(Duration.ofSeconds(2));
    assertThat(app.openNow()).isZero();
    assertThat(app.recycler.pools()).isEmpty();
  }

  @Test
  @DisplayName(
      "POOL-40 POOL-43 a driver that finds its classes no more explains nothing, and fails"
          + " nothing of ours")
  void explainsNothing() throws Exception {
    deploy(false);
    QueryAdvisor advisor = new QueryAdvisor(app.ticker);
    StatementSnapshot use =
        new StatementSnapshot(
            "s1",
            "SELECT now()",
            "SELECT",
            1,
            0,
            1,
            1,
            1,
            0,
            0,
            0,
            "",
            StatementSnapshot.Recent.NONE);
    AtomicInteger uses = new AtomicInteger();
    app.recycler.lastUse(
        (database, connection) -> {
          uses.incrementAndGet();
          advisor.examine(connection, List.of(use));
        });
    tickUntilClosed(Duration.ofSeconds(61));
    assertThat(uses).hasValue(1);
  }

  @Test
  @DisplayName("POOL-40 nor does one whose server has ended the session meanwhile")
  void closesTheKilled() throws Exception {
    deploy(false);
    try (Connection admin = RealPostgres.connect();
        Statement statement = admin.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
              + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
    }
    tickUntilClosed(Duration.ofSeconds(61));
  }
}
