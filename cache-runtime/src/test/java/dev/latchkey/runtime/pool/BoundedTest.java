package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.config.PoolPhase;
import dev.latchkey.runtime.config.PoolPhase.Limits;
import dev.latchkey.runtime.config.PoolPhase.Reset;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The engine {@code bounded}: a limit on the connections that are open at once. */
class BoundedTest {
  private static final int LIMIT = 3;

  private PooledApp app;

  @BeforeEach
  void start() throws SQLException {
    app = new PooledApp();
    app.recycler.settings(bounded(LIMIT));
    app.learnAndProve();
  }

  @AfterEach
  void stop() {
    app.close();
    assertThat(app.failures).isEmpty();
    await().until(() -> app.openNow() == 0);
  }

  static PoolPhase bounded(int maxActive) {
    return bounded(64, maxActive);
  }

  static PoolPhase bounded(int maxIdle, int maxActive) {
    return new PoolPhase(
        true,
        100,
        PoolPhase.Engine.BOUNDED,
        Reset.FULL,
        new Limits(maxIdle, maxActive, Duration.ofMinutes(10)));
  }

  private List<Connection> hold(int count) throws SQLException {
    List<Connection> held = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      held.add(app.open());
    }
    return held;
  }

  private void close(List<Connection> held) throws SQLException {
    for (Connection each : held) {
      app.close(each);
    }
  }

  private CompletableFuture<Connection> openElsewhere() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return app.open();
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        },
        work -> new Thread(work).start());
  }

  private PoolSnapshot.Queue queue() {
    return app.pool().queue();
  }

  @Test
  @DisplayName("POOL-32 a call beyond the limit gets what another gives back")
  void waits() throws Exception {
    List<Connection> held = hold(LIMIT);
    int opened = app.opened();
    CompletableFuture<Connection> waiting = openElsewhere();
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> queue().waited() + queue().waiting() > 0);
    app.ticker.advance(Duration.ofMillis(60));
    app.close(held.remove(0));
    Connection got = waiting.get();
    assertThat(app.pool().acquiring().p99())
        .as("the wait is part of what getting it took")
        .isGreaterThanOrEqualTo(queue().waitP99());
    assertThat(PooledApp.isHandle(got)).isTrue();
    assertThat(app.openNow() - queue().beyondLimit()).isEqualTo(LIMIT);
    assertThat(app.opened() - opened).isEqualTo((int) queue().beyondLimit());
    app.close(got);
    close(held);
    assertThat(queue().limit()).isEqualTo(LIMIT);
    assertThat(queue().engine()).isEqualTo("bounded");
  }

  @Test
  @DisplayName("POOL-32 what comes back is handed to the one who has waited for long")
  void handsOver() throws Exception {
    List<Connection> held = hold(LIMIT);
    CompletableFuture<Connection> waiting = openElsewhere();
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> queue().waiting() > 0 || waiting.isDone());
    app.ticker.advance(Duration.ofMillis(60));
    app.close(held.remove(0));
    assertThat(app.pool().idle()).as("it does not lie there for another").isZero();
    held.add(waiting.get());
    close(held);
  }

  @Test
  @DisplayName(
      "POOL-32 POOL-29 POOL-41 after 100 ms it connects by itself, and that one is closed again")
  void overflows() throws SQLException {
    List<Connection> held = hold(LIMIT + 1);
    assertThat(queue().beyondLimit()).isEqualTo(1);
    assertThat(queue().waited()).isEqualTo(1);
    assertThat(queue().timeouts()).isEqualTo(1);
    assertThat(app.openNow()).isEqualTo(LIMIT + 1);
    app.close(held.remove(LIMIT));
    assertThat(app.openNow()).isEqualTo(LIMIT);
    close(held);
    assertThat(app.pool().idle()).isEqualTo(LIMIT);
    assertThat(queue().waiting()).isZero();
  }

  @Test
  @DisplayName("POOL-32 POOL-30 threads that hold one and ask for another all get it")
  void nests() throws Exception {
    List<Connection> all = new CopyOnWriteArrayList<>(hold(LIMIT));
    List<CompletableFuture<Connection>> nested = new ArrayList<>();
    for (int i = 0; i < LIMIT; i++) {
      nested.add(openElsewhere());
    }
    for (CompletableFuture<Connection> each : nested) {
      all.add(each.get());
    }
    assertThat(queue().beyondLimit()).isEqualTo(LIMIT);
    close(all);
    assertThat(app.openNow()).isEqualTo(LIMIT);
  }

  @Test
  @DisplayName("POOL-32 POOL-34 a failed connect is the driver's and gives its seat back")
  void failsAsTheDriver() throws SQLException {
    PooledApp.Connector real = app.connector;
    List<Connection> held = hold(1); // the one that was kept
    SQLException own = new SQLException("no route", "HY000", 7);
    app.connector =
        (url, properties) -> {
          throw own;
        };
    for (int i = 0; i < 2 * LIMIT; i++) {
      assertThatThrownBy(app::open).isSameAs(own);
    }
    app.connector = real;
    held.addAll(hold(LIMIT - 1));
    assertThat(queue().beyondLimit()).isZero();
    close(held);
  }

  @Test
  @DisplayName("POOL-32 a connection that is closed instead of kept leaves its seat to the next")
  void freesSeats() throws Exception {
    List<Connection> held = hold(LIMIT);
    CompletableFuture<Connection> waiting = openElsewhere();
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> queue().waited() + queue().waiting() > 0);
    held.get(0).unwrap(org.h2.jdbc.JdbcConnection.class);
    app.close(held.remove(0));
    held.add(waiting.get());
    close(held);
    for (int i = 0; i < 3; i++) {
      List<Connection> tainted = hold(LIMIT);
      for (Connection each : tainted) {
        each.unwrap(org.h2.jdbc.JdbcConnection.class);
      }
      close(tainted);
    }
    assertThat(queue().beyondLimit()).isLessThanOrEqualTo(1);
    assertThat(app.openNow()).isZero();
  }

  @Test
  @DisplayName("POOL-32 POOL-38 switched off nobody waits any longer, and all is closed")
  void drains() throws Exception {
    List<Connection> held = hold(LIMIT);
    CompletableFuture<Connection> waiting = openElsewhere();
    app.recycler.follow(() -> false);
    Connection direct = waiting.get();
    assertThat(direct.isClosed()).isFalse();
    direct.close();
    close(held);
    await().until(() -> app.openNow() == 0);
  }

  @Test
  @DisplayName("POOL-32 an interrupted thread does not wait, and stays interrupted")
  void doesNotHoldUpTheInterrupted() throws SQLException {
    List<Connection> held = hold(LIMIT);
    Thread.currentThread().interrupt();
    Connection direct = app.open();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(queue().beyondLimit()).isEqualTo(1);
    assertThat(queue().timeouts()).as("its time was not over").isZero();
    app.close(direct);
    close(held);
  }

  @Test
  @DisplayName("POOL-32 the engine and its limit change while connections are out")
  void reloads() throws SQLException {
    app.recycler.settings(PooledApp.phase(Reset.FULL, 64));
    List<Connection> held = hold(LIMIT + 2);
    assertThat(queue().beyondLimit()).isZero();
    assertThat(queue().limit()).isEqualTo(PoolSnapshot.NO_LIMIT);
    app.recycler.settings(bounded(LIMIT));
    app.close(held.remove(0));
    app.close(held.remove(0));
    assertThat(app.openNow()).isEqualTo(LIMIT);
    close(held);
    app.recycler.settings(bounded(1));
    app.recycler.tick();
    await().until(() -> app.openNow() == 1);
    assertThat(app.pool().idle()).isEqualTo(1);
  }

  @Test
  @DisplayName("POOL-32 without a limit of the user's it is 1.5 times what was held at once")
  void learnsTheLimit() throws SQLException {
    app.recycler.settings(bounded(Limits.LEARNED));
    for (int i = 0; i < HighWater.SECONDS; i++) {
      assertThat(queue().limit()).isEqualTo(PoolSnapshot.NO_LIMIT);
      List<Connection> held = hold(i == 7 ? 5 : 1);
      app.ticker.advance(Duration.ofMillis(900));
      close(held);
      app.ticker.advance(Duration.ofMillis(100));
      app.recycler.tick();
    }
    assertThat(queue().limit()).isEqualTo(8);
    List<Connection> held = hold(9);
    assertThat(queue().beyondLimit()).isEqualTo(1);
    close(held);
    app.recycler.tick();
    assertThat(queue().limit()).isEqualTo(8);
  }
}
