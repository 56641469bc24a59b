package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.config.PoolPhase.Reset;
import dev.latchkey.runtime.metrics.PoolUse;
import dev.latchkey.runtime.pool.PooledApp.Connector;
import dev.latchkey.runtime.pool.dialect.TransactionState;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecyclerTest {
  private static final int TENANTS = 10_000;

  private PooledApp app;

  @BeforeEach
  void start() throws SQLException {
    app = new PooledApp();
  }

  @AfterEach
  void stop() {
    app.close();
    assertThat(app.failures).isEmpty();
    await().until(() -> app.openNow() == 0);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Holds so many connections at once, then gives them back. */
  private void holdAtOnce(int connections) throws SQLException {
    List<Connection> held = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      held.add(app.open());
    }
    for (Connection each : held) {
      app.close(each);
    }
  }

  @Nested
  class BeforeItPools {
    @Test
    @DisplayName("POOL-3 the application has the driver's object until 20 were given back")
    void learnsFirst() throws SQLException {
      for (int i = 0; i < Learning.PAIRS; i++) {
        Connection connection = app.open();
        assertThat(PooledApp.isHandle(connection)).isFalse();
        app.close(connection);
      }
      assertThat(app.pool().state()).isEqualTo("learning");
      Connection connection = app.open();
      assertThat(PooledApp.isHandle(connection)).isTrue();
      app.close(connection);
      assertThat(app.pool().state()).isEqualTo("reusing");
      assertThat(app.opened()).isEqualTo(21);
      app.close(app.open());
      assertThat(app.opened()).isEqualTo(21);
    }

    @Test
    @DisplayName("POOL-3 an application that keeps its connections is never served")
    void leavesHoldersAlone() throws SQLException {
      List<Connection> kept = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        kept.add(app.open());
        app.ticker.advance(Duration.ofSeconds(6));
      }
      assertThat(kept).noneMatch(PooledApp::isHandle);
      for (Connection each : kept) {
        app.close(each);
      }
      assertThat(PooledApp.isHandle(app.open())).isFalse();
      assertThat(app.pool().state()).isEqualTo("learning");
      app.physical.get(60).close();
    }

    @Test
    @DisplayName("POOL-39 a call outside the share gets the driver's object, then and later")
    void leavesTheOthersRaw() throws SQLException {
      app.learnAndProve();
      app.treated = false;
      Connection raw = app.open();
      assertThat(PooledApp.isHandle(raw)).isFalse();
      app.close(raw);
      app.treated = true;
      assertThat(app.pool().idle()).isEqualTo(1);
    }

    @Test
    @DisplayName("POOL-7 an address at which passwords are tried is left alone")
    void findsLoginForms() throws SQLException {
      app.learnAndProve();
      assertThat(app.pool().idle()).isEqualTo(1);
      for (String wrong : List.of("a", "b")) {
        assertThatThrownBy(() -> app.open("sa", wrong)).isInstanceOf(SQLException.class);
      }
      Connection after = app.open();
      assertThat(PooledApp.isHandle(after)).isFalse();
      app.close(after);
      assertThat(app.recycler.pools()).allMatch(pool -> pool.state().equals("refused"));
      assertThat(app.findings).anyMatch(finding -> finding.contains("login form"));
    }

    @Test
    @DisplayName("POOL-8 D-1 a wrong password meets the database, never a kept connection")
    void asksTheDatabaseAboutPasswords() throws SQLException {
      app.learnAndProve();
      assertThatThrownBy(() -> app.open("sa", "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).startsWith("28"));
    }
  }

  @Nested
  class WhenAConnectionIsReturned {
    @Test
    @DisplayName("POOL-12 every checkout has a handle of its own, and a closed one does nothing")
    void handsOutNewHandles() throws SQLException {
      app.learnAndProve();
      Connection first = app.open();
      app.close(first);
      Connection second = app.open();
      assertThat(second).isNotSameAs(first);
      first.close();
      assertThat(second.isClosed()).isFalse();
      assertThat(app.pool().active()).isEqualTo(1);
      app.close(second);
      assertThat(app.opened()).isEqualTo(21);
    }

    @Test
    @DisplayName("POOL-16 a connection with an open transaction is closed")
    void closesInTransaction() throws SQLException {
      app.learnAndProve();
      Connection connection = app.open();
      app.dialect.transaction = TransactionState.OPEN;
      app.close(connection);
      assertThat(app.openNow()).isZero();
      assertThat(app.pool().tainted()).containsEntry("transaction", 1L);
    }

    @Test
    @DisplayName("POOL-17 a driver that cannot tell of a transaction is taken to be in one")
    void closesWhenUnknown() throws SQLException {
      app.learnAndProve();
      Connection connection = app.open();
      app.dialect.transaction = TransactionState.UNKNOWN;
      app.close(connection);
      assertThat(app.openNow()).isZero();
    }

    @Test
    @DisplayName("POOL-18 it is reset on every return, whatever was done")
    void resetsAlways() throws SQLException {
      app.learnAndProve();
      int before = app.dialect.resets.get();
      app.close(app.open());
      app.close(app.open());
      assertThat(app.dialect.resets.get()).isEqualTo(before + 2);
    }

    @Test
    @DisplayName("D-2 the next borrower finds neither statements' nor setters' traces")
    void leavesNoTrace() throws SQLException {
      app.learnAndProve();
      Connection first = app.open();
      run(first, "SET @mark 1");
      first.setAutoCommit(false);
      app.close(first);
      Connection second = app.open();
      assertThat(second.getAutoCommit()).isTrue();
      assertThat(app.dialect.fingerprint(second)).containsEntry("mark", "null");
      app.close(second);
    }

    @Test
    @DisplayName("POOL-20 what no reset takes back closes it")
    void closesTainted() throws SQLException {
      app.learnAndProve();
      Connection connection = app.open();
      assertThatThrownBy(() -> run(connection, "SET ROLE nobody")).isNotNull();
      app.close(connection);
      Connection unwrapped = app.open();
      assertThat(unwrapped.unwrap(org.h2.jdbc.JdbcConnection.class)).isNotNull();
      app.close(unwrapped);
      assertThat(app.pool().tainted())
          .containsEntry("statement", 1L)
          .containsEntry("unwrapped", 1L);
      assertThat(app.openNow()).isZero();
    }

    @Test
    @DisplayName("POOL-20 a reset that fails or takes longer than 200 ms closes it")
    void closesAfterABadReset() throws SQLException {
      app.learnAndProve();
      app.dialect.whileResetting = () -> app.ticker.advance(Duration.ofMillis(201));
      app.close(app.open());
      app.dialect.whileResetting =
          () -> {
            throw new IllegalStateException("broken");
          };
      app.close(app.open());
      app.dialect.whileResetting = () -> {};
      assertThat(app.pool().tainted())
          .containsEntry("reset-slow", 1L)
          .containsEntry("reset-failed", 1L);
      assertThat(app.openNow()).isZero();
    }

    @Test
    @DisplayName("POOL-37 a handle that was lost has its connection closed, not kept")
    void closesLeaked() throws SQLException {
      app.learnAndProve();
      lose(1);
      await().until(() -> app.openNow() == 0);
      assertThat(app.pool().active()).isZero();
      assertThat(app.pool().tainted()).containsEntry("leaked", 1L);
    }

    @Test
    @DisplayName("POOL-37 from the second loss on it is told who asked for what was lost")
    void tellsWhoLoses() throws SQLException {
      app.learnAndProve();
      lose(1);
      assertThat(app.pool().leakSites()).isEmpty();
      lose(2);
      assertThat(app.pool().leakSites().values()).containsExactly(1L);
      assertThat(app.pool().leakSites().keySet())
          .allSatisfy(site -> assertThat(site).matches("[\\w.$]+(:\\d+)?"));
    }

    /** Returns when so many were lost in all. */
    private void lose(int inAll) throws SQLException {
      Object lost = app.open();
      assertThat(app.pool().active()).isEqualTo(1);
      lost = null;
      await()
          .until(
              () -> {
                System.gc();
                return app.pool().leaks() == inAll;
              });
      assertThat(lost).isNull();
    }
  }

  @Nested
  class WhenTheResetIsNotTrusted {
    @Test
    @DisplayName("POOL-22 a reset that leaves something behind is never used")
    void provesTheReset() throws SQLException {
      app.dialect.forgetful = true;
      app.learnAndProve();
      assertThat(app.pool().state()).isEqualTo("untouched-only");
      assertThat(app.pool().reason()).contains("mark").doesNotContain("7");
      assertThat(app.openNow()).isZero();
      assertThat(app.findings).anyMatch(finding -> finding.contains("untouched"));
    }

    @Test
    @DisplayName("POOL-22 a reset that stops working is found later")
    void checksAgain() throws SQLException {
      app.learnAndProve();
      app.dialect.forgetful = true;
      useAgain(Rechecks.RETURNS - 1);
      assertThat(app.pool().state()).isEqualTo("reusing");
      useAgain(1);
      assertThat(app.pool().state()).isEqualTo("untouched-only");
      assertThat(app.pool().tainted()).containsEntry("parity", 1L);
    }

    @Test
    @DisplayName("POOL-22 one return in a thousand is compared, of a single connection too")
    void comparesSeldom() throws SQLException {
      app.learnAndProve();
      int proof = app.dialect.fingerprints.get();
      useAgain(2 * Rechecks.RETURNS);
      assertThat(app.dialect.fingerprints.get() - proof).isEqualTo(2);
    }

    @Test
    @DisplayName("POOL-22 a comparison that is due is not put off for want of a connection")
    void findsOneToCompare() throws SQLException {
      app.learnAndProve();
      Connection comparable = app.open();
      app.close(app.open()); // is not
      app.dialect.forgetful = true;
      useAgain(Rechecks.RETURNS);
      assertThat(app.pool().state()).isEqualTo("reusing");
      Connection held = app.open();
      Connection opened = app.open();
      run(opened, "SET @mark 3");
      app.close(opened);
      assertThat(app.pool().state()).isEqualTo("untouched-only");
      app.close(held);
      app.close(comparable);
    }

    private void useAgain(int times) throws SQLException {
      for (int i = 0; i < times; i++) {
        Connection connection = app.open();
        run(connection, "SET @mark 3");
        app.close(connection);
      }
    }

    @Test
    @DisplayName("POOL-21 without a full reset only untouched connections are kept")
    void keepsTheUntouched() throws SQLException {
      app.dialect.resettable = false;
      app.learn();
      Connection connection = app.open();
      run(connection, "SELECT 1");
      app.close(connection);
      assertThat(app.pool().state()).isEqualTo("untouched-only");
      assertThat(app.pool().idle()).isEqualTo(1);
      connection = app.open();
      connection.setAutoCommit(false);
      app.close(connection);
      assertThat(app.openNow()).isZero();
      connection = app.open();
      run(connection, "SET @mark 1");
      app.close(connection);
      assertThat(app.openNow()).isZero();
    }

    @Test
    @DisplayName("POOL-25 with reset: dirty a statement that is not known to be clean is reset")
    void resetsTheDirty() throws SQLException {
      app.close();
      app = new PooledApp(Reset.DIRTY);
      app.learnAndProve();
      int before = app.dialect.resets.get();
      Connection connection = app.open();
      run(connection, "SELECT 1");
      app.close(connection);
      assertThat(app.dialect.resets.get()).isEqualTo(before);
      connection = app.open();
      run(connection, "SELECT RAND()");
      run(connection, "SET @mark 1");
      app.close(connection);
      assertThat(app.dialect.resets.get()).isEqualTo(before + 1);
    }
  }

  @Nested
  class WhenServing {
    @Test
    @DisplayName("POOL-26 what was idle for more than 500 ms is asked first, and settled always")
    void validates() throws SQLException {
      app.learnAndProve();
      app.physical.get(20).close();
      app.ticker.advance(Duration.ofMillis(501));
      app.close(app.open());
      assertThat(app.opened()).isEqualTo(22);
      assertThat(app.pool().validationFailures()).isEqualTo(1);
      app.dialect.alive = false;
      app.close(app.open());
      assertThat(app.opened()).isEqualTo(23);
      assertThat(app.pool().validationFailures()).isEqualTo(2);
    }

    @Test
    @DisplayName("POOL-28 a fatal error closes everything idle that is older")
    void evictsAfterAFailover() throws SQLException {
      app.learnAndProve();
      holdAtOnce(4);
      Connection last = app.open();
      assertThat(app.pool().idle()).isEqualTo(3);
      app.ticker.advance(Duration.ofMillis(1));
      assertThatThrownBy(() -> run(last, "CALL SIGNAL('08006', 'lost')"))
          .isInstanceOf(SQLException.class);
      assertThat(app.pool().idle()).isZero();
      app.close(last);
      await().until(() -> app.openNow() == 0);
    }

    @Test
    @DisplayName("POOL-29 POOL-30 a call that finds none connects at once, nested calls too")
    void overflows() throws SQLException {
      app.learnAndProve();
      holdAtOnce(50);
      assertThat(app.opened()).isEqualTo(20 + 50);
      assertThat(app.pool().overflow()).isEqualTo(49);
    }

    @Test
    @DisplayName("POOL-31 a server without room is waited for, until another gives back")
    void waitsWhenFull() throws Exception {
      app.learnAndProve();
      Connection held = app.open();
      app.connector =
          (url, properties) -> {
            throw new SQLNonTransientConnectionException("too many clients", "53300");
          };
      AtomicReference<Connection> got = new AtomicReference<>();
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> {
                try {
                  got.set(app.open());
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      await().until(() -> app.pool().overflow() == 1);
      app.close(held);
      waiting.get();
      assertThat(PooledApp.isHandle(got.get())).isTrue();
      app.close(got.get());
    }

    @Test
    @DisplayName("POOL-31 POOL-41 one that waited in vain gets the driver's error, and is counted")
    void countsTimeouts() throws SQLException {
      app.learnAndProve();
      Connection held = app.open();
      Connector real = app.connector;
      app.connector =
          (url, properties) -> {
            throw new SQLNonTransientConnectionException("too many clients", "53300");
          };
      int before = DriverManager.getLoginTimeout();
      DriverManager.setLoginTimeout(1);
      try {
        assertThatThrownBy(app::open).hasMessage("too many clients");
      } finally {
        DriverManager.setLoginTimeout(before);
      }
      assertThat(app.pool().queue().timeouts()).isEqualTo(1);
      app.close(held);
      app.connector = real;
      app.recycler.follow(() -> false);
      app.recycler.follow(() -> true);
      app.learnAndProve();
      assertThat(app.pool().queue().timeouts()).as("of the new pool").isZero();
      assertThat(app.recycler.use().timeouts()).as("since the start").isEqualTo(1);
    }

    private CompletableFuture<Connection> openElsewhere() {
      return CompletableFuture.supplyAsync(
          () -> {
            try {
              return app.open();
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
    }

    @Test
    @DisplayName("POOL-31 one that waits connects when what was out is closed instead of kept")
    void connectsWhenThereIsRoom() throws Exception {
      app.learnAndProve();
      Connection held = app.open();
      Connector real = app.connector;
      app.connector =
          (url, properties) -> {
            if (!held.isClosed()) {
              throw new SQLNonTransientConnectionException("too many clients", "53300");
            }
            return real.connect(url, properties);
          };
      CompletableFuture<Connection> waiting = openElsewhere();
      await().until(() -> app.pool().overflow() == 1);
      app.dialect.transaction = TransactionState.OPEN;
      app.close(held);
      app.dialect.transaction = TransactionState.NONE;
      Connection got = waiting.get();
      assertThat(got.isValid(1)).isTrue();
      assertThat(app.openNow()).isEqualTo(1);
      app.close(got);
    }

    @Test
    @DisplayName("POOL-31 what other users have idle on a full server goes first")
    void othersMakeRoom() throws Exception {
      app.learnAndProve();
      Connection other = app.physical.get(20);
      run(other, "CREATE USER other PASSWORD 'other' ADMIN");
      Connector real = app.connector;
      for (int i = 0; i < Learning.PAIRS; i++) {
        app.close(app.open("other", "other"));
      }
      app.connector =
          (url, properties) -> {
            if (!other.isClosed()) {
              throw new SQLNonTransientConnectionException("too many clients", "53300");
            }
            return real.connect(url, properties);
          };
      Connection got = app.open("other", "other");
      assertThat(got.isValid(1)).isTrue();
      assertThat(other.isClosed()).isTrue();
      app.close(got);
    }

    @Test
    @DisplayName("POOL-29 POOL-31 what is idle makes room for a call that is not served, too")
    void makesRoomForNewcomers() throws Exception {
      app.learnAndProve();
      Connection idle = app.physical.get(20);
      run(idle, "CREATE USER other PASSWORD 'other' ADMIN");
      Connector real = app.connector;
      app.connector =
          (url, properties) -> {
            if (!idle.isClosed()) {
              throw new SQLNonTransientConnectionException("too many clients", "53300");
            }
            return real.connect(url, properties);
          };
      Connection got = app.open("other", "other");
      assertThat(PooledApp.isHandle(got)).isFalse();
      assertThat(got.isValid(1)).isTrue();
      app.close(got);
    }

    @Test
    @DisplayName("POOL-31 where nothing can make room the driver's error comes at once")
    void failsWhereNothingIsOut() throws SQLException {
      app.learnAndProve();
      app.dialect.transaction = TransactionState.OPEN;
      app.close(app.open());
      app.connector =
          (url, properties) -> {
            throw new SQLNonTransientConnectionException("too many clients", "53300");
          };
      assertThatThrownBy(app::open).hasMessage("too many clients");
    }

    @Test
    @DisplayName("POOL-34 an exception of the driver passes through as it is")
    void passesFailures() throws SQLException {
      app.learnAndProve();
      SQLException own = new SQLException("no route", "08001", 7);
      Connection held = app.open();
      app.connector =
          (url, properties) -> {
            throw own;
          };
      assertThatThrownBy(app::open).isSameAs(own);
      app.close(held);
    }

    @Test
    @DisplayName(
        "POOL-10 a refused login closes all that the user has idle, and what is out as it returns")
    void evictsTheRefused() throws SQLException {
      app.learnAndProve();
      holdAtOnce(3);
      Connection held = app.open();
      app.treated = false;
      SQLException refused = new SQLException("not permitted to log in", "28000");
      app.connector =
          (url, properties) -> {
            throw refused;
          };
      assertThatThrownBy(app::open).isSameAs(refused);
      assertThat(app.pool().idle()).isZero();
      app.close(held);
      assertThat(app.pool().idle()).as("kept of what was out meanwhile").isZero();
    }
  }

  @Nested
  class InTheBackground {
    @Test
    @DisplayName("POOL-27 what was idle for a minute is closed")
    void closesTheIdle() throws SQLException {
      app.recycler.start();
      app.learnAndProve();
      app.ticker.advance(Duration.ofSeconds(61));
      await().until(() -> app.openNow() == 0);
      assertThat(app.pool().idle()).isZero();
    }

    @Test
    @DisplayName("POOL-10 nothing lives longer than ten minutes, 10 % more or less")
    void closesTheOld() throws SQLException {
      app.learnAndProve();
      for (int i = 0; i < 23; i++) {
        app.ticker.advance(Duration.ofSeconds(29));
        app.close(app.open());
      }
      assertThat(app.opened()).isEqualTo(22);
    }

    @Test
    @DisplayName("POOL-11 as many are kept for a key as were held at once, and 64 in all")
    void keepsAsManyAsWereHeld() throws SQLException {
      app.learnAndProve();
      holdAtOnce(20);
      for (int i = 0; i < 10; i++) {
        holdAtOnce(20);
      }
      assertThat(app.pool().idle()).isEqualTo(20);
      assertThat(app.opened()).isEqualTo(Learning.PAIRS + 20);
      holdAtOnce(80);
      assertThat(app.pool().idle()).isEqualTo(64);
      assertThat(app.openNow()).isEqualTo(64);
    }

    @Test
    @DisplayName("POOL-11 POOL-41 what a burst needed is gone within a minute of lesser load")
    void forgetsABurst() throws SQLException {
      app.learnAndProve();
      holdAtOnce(64);
      for (int second = 0; second < 30; second++) {
        app.ticker.advance(Duration.ofSeconds(1));
        holdAtOnce(2);
        app.recycler.tick();
      }
      assertThat(app.pool().idle()).isLessThanOrEqualTo(8);
      long opened = app.opened();
      for (int second = 0; second < 30; second++) {
        app.ticker.advance(Duration.ofSeconds(1));
        holdAtOnce(2);
        app.recycler.tick();
      }
      assertThat(app.pool().idle()).isEqualTo(2);
      assertThat(app.opened()).isEqualTo(opened);
    }

    @Test
    @DisplayName("POOL-11 with 64 idle in all, the one that was idle for longest makes room")
    void takesTheColdestOfAll() throws SQLException {
      app.learnAndProve();
      holdAtOnce(64);
      String other = app.url + ";LOCK_TIMEOUT=1234";
      app.ticker.advance(Duration.ofMillis(1));
      for (int i = 0; i <= Learning.PAIRS; i++) {
        app.close(app.open(other, "sa", "secret"));
      }
      Connection one = app.open(other, "sa", "secret");
      Connection two = app.open(other, "sa", "secret");
      app.ticker.advance(Duration.ofMillis(1));
      app.close(app.open()); // the first pool was used last, and has the coldest ones all the same
      app.close(one);
      app.close(two);
      assertThat(app.recycler.pools()).extracting(PoolSnapshot::idle).containsExactly(62, 2);
    }

    @Test
    @DisplayName("POOL-11 10,000 addresses leave 32 pools, 64 idle connections and one thread")
    void boundsTenants() throws SQLException {
      app.learnAndProve();
      long threads = ownThreads();
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        String address = app.url + ";LOCK_TIMEOUT=" + (1_000 + tenant);
        // Each hundredth comes often enough to have its connections kept.
        int calls = tenant % 100 == 0 ? Learning.PAIRS + 4 : 1;
        for (int i = 0; i < calls; i++) {
          app.close(app.open(address, "sa", "secret"));
        }
        app.ticker.advance(Duration.ofMillis(1)); // who was used last is told by the clock
        if (calls > 1) {
          assertThat(app.openNow()).isPositive().isLessThanOrEqualTo(64);
          assertThat(app.recycler.pools()).hasSizeLessThanOrEqualTo(32);
        }
      }
      assertThat(ownThreads()).isLessThanOrEqualTo(threads + 1);
      await().until(() -> app.openNow() == idle());
      assertThat(idle()).isLessThanOrEqualTo(64);
    }

    @Test
    @DisplayName("POOL-11 POOL-7 10,000 users of an address leave nothing idle")
    void boundsUsers() throws SQLException {
      app.connector = (url, properties) -> DriverManager.getConnection(url, "sa", "secret");
      app.learnAndProve();
      long threads = ownThreads();
      for (int user = 0; user < TENANTS; user++) {
        app.close(app.open("user" + user, "secret"));
      }
      assertThat(app.recycler.pools()).hasSizeLessThanOrEqualTo(33); // one line for the refusal
      assertThat(ownThreads()).isLessThanOrEqualTo(threads + 1);
      assertThat(idle()).isZero();
      await().until(() -> app.openNow() == 0);
    }

    private long idle() {
      return app.recycler.pools().stream().mapToLong(PoolSnapshot::idle).sum();
    }

    private static long ownThreads() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("latchkey-"))
          .count();
    }

    @Test
    @DisplayName("POOL-41 connections beyond what 70 % use takes are closed")
    void trimsToUse() throws SQLException {
      app.learnAndProve();
      holdAtOnce(4);
      assertThat(app.pool().idle()).isEqualTo(4);
      for (int i = 0; i < 20; i++) {
        app.recycler.tick();
        app.ticker.advance(Duration.ofSeconds(1));
        app.close(app.open());
      }
      assertThat(app.pool().idle()).isEqualTo(1);
      assertThat(app.pool().utilization()).isBetween(0.0, 0.7);
    }

    @Test
    @DisplayName("POOL-41 the figures of a pool")
    void counts() throws SQLException {
      app.learnAndProve();
      Connection connection = app.open();
      app.ticker.advance(Duration.ofMillis(40));
      app.close(connection);
      PoolSnapshot pool = app.pool();
      assertThat(pool.url()).startsWith("jdbc:h2:mem:pool").doesNotContain("secret");
      assertThat(pool.database()).isEqualTo("H2");
      assertThat(pool.opened()).isEqualTo(21);
      assertThat(pool.reused()).isEqualTo(1);
      assertThat(pool.holdP99()).isBetween(36_000_000L, 44_000_000L);
      assertThat(pool.active()).isZero();
      assertThat(pool.idle()).isEqualTo(1);
      assertThat(app.recycler.use()).isEqualTo(new PoolUse(0, 1, 0, 0));
    }

    @Test
    @DisplayName("POOL-41 what a pool held is told for 15 minutes, in steps of 15 seconds")
    void tellsWhatItHeld() throws SQLException {
      app.learnAndProve();
      Connection held = app.open();
      app.recycler.tick();
      for (int second = 0; second < 15; second++) {
        app.ticker.advance(Duration.ofSeconds(1));
        app.recycler.tick();
      }
      app.close(held);
      for (int second = 0; second < 15; second++) {
        app.ticker.advance(Duration.ofSeconds(1));
        app.recycler.tick();
      }
      assertThat(app.pool().trace())
          .containsExactly(new PoolSnapshot.Step(1, 0, 0), new PoolSnapshot.Step(0, 1, 0));
      for (int second = 0; second < 1_000; second++) {
        app.ticker.advance(Duration.ofSeconds(1));
        app.recycler.tick();
      }
      assertThat(app.pool().trace()).hasSize(60).containsOnly(new PoolSnapshot.Step(0, 0, 0));
    }

    @Test
    @DisplayName("POOL-41 how long it takes to get a connection counts kept and opened ones")
    void timesGetting() throws SQLException {
      assertThat(app.recycler.use()).isEqualTo(PoolUse.NONE);
      app.connectTakes(Duration.ofMillis(20));
      app.learnAndProve();
      for (int i = 0; i < 400; i++) {
        app.close(app.open());
      }
      PoolSnapshot.Acquiring acquiring = app.pool().acquiring();
      assertThat(acquiring.connectP95()).isBetween(18_000_000L, 22_000_000L);
      assertThat(acquiring.p50()).isLessThan(1_000_000L);
      assertThat(acquiring.p99()).as("21 of 421").isBetween(18_000_000L, 22_000_000L);
    }

    @Test
    @DisplayName("POOL-41 what holds a connection for longest is told by the stack of its thread")
    void tellsWhatHoldsForLong() throws Exception {
      app.learnAndProve();
      CountDownLatch done = new CountDownLatch(1);
      CountDownLatch opened = new CountDownLatch(1);
      Thread holder =
          new Thread(
              () -> {
                try {
                  Connection held = app.open();
                  opened.countDown();
                  done.await();
                  app.close(held);
                } catch (SQLException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      holder.start();
      opened.await();
      app.ticker.advance(Duration.ofMillis(900));
      Connection later = app.open();
      assertThat(app.recycler.longHolds()).isEmpty();
      app.ticker.advance(Duration.ofMillis(1_100));
      await()
          .until(
              () ->
                  app.recycler.longHolds().values().stream()
                      .flatMap(hold -> hold.stack().stream())
                      .anyMatch(
                          frame -> frame.startsWith("java.util.concurrent.CountDownLatch.await")));
      assertThat(app.recycler.longHolds()).containsOnlyKeys(app.pool().id());
      assertThat(app.recycler.longHolds().values())
          .extracting(LongHold::heldNanos)
          .containsExactly(2_000_000_000L);
      done.countDown();
      holder.join();
      app.close(later);
      assertThat(app.recycler.longHolds()).isEmpty();
    }

    @Test
    @DisplayName("POOL-38 C-5 switched off it serves nothing, closes what is kept, forgets all")
    void switchesOff() throws SQLException {
      app.learnAndProve();
      holdAtOnce(3);
      Connection held = app.open();
      app.recycler.follow(() -> false);
      await().until(() -> app.openNow() == 1);
      assertThat(PooledApp.isHandle(app.open())).isFalse();
      run(held, "SELECT 1");
      app.close(held);
      await().until(() -> app.openNow() == 1);
      app.recycler.follow(() -> true);
      assertThat(PooledApp.isHandle(app.open())).isFalse();
      for (Connection each : app.physical) {
        each.close();
      }
    }

    @Test
    @DisplayName("POOL-33 POOL-35 it opens nothing by itself and changes nothing of DriverManager")
    void opensNothing() throws SQLException {
      Set<Object> drivers = new HashSet<>(java.sql.DriverManager.drivers().toList());
      int timeout = java.sql.DriverManager.getLoginTimeout();
      app.recycler.start();
      app.learnAndProve();
      app.ticker.advance(Duration.ofSeconds(61));
      await().until(() -> app.openNow() == 0);
      assertThat(app.opened()).isEqualTo(21);
      assertThat(new HashSet<Object>(java.sql.DriverManager.drivers().toList())).isEqualTo(drivers);
      assertThat(java.sql.DriverManager.getLoginTimeout()).isEqualTo(timeout);
    }
  }
}
