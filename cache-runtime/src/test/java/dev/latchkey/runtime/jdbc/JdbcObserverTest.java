package dev.latchkey.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.jdbc.StatementSnapshot.Recent;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.time.Ticker;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JdbcObserverTest {
  private static final String INSERT = "insert into t (a) values (?)";

  private final Metrics metrics = new Metrics(Ticker.system(), 10);
  private final JdbcObserver observer = new JdbcObserver(metrics.connections());
  private final List<String> told = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final Connection connection = connection(true);

  /** A connection that says nothing but its mode, and notes that it was asked. */
  private Connection connection(boolean autoCommit) {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) -> {
              asked.add(method.getName());
              return autoCommit;
            });
  }

  private Statement statement(@Nullable Connection of) {
    return (Statement)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Statement.class},
            (self, method, arguments) -> {
              if (of == null) {
                throw new SQLException("closed");
              }
              return of;
            });
  }

  @BeforeEach
  void listen() {
    observer.listen(
        new JdbcListener() {
          @Override
          public void opened(Connection opened, long nanos) {
            told.add("opened");
          }

          @Override
          public void began(Connection on) {
            told.add("began");
          }

          @Override
          public void ran(Connection on, SqlStatement ran, long nanos, boolean failed) {
            told.add((failed ? "failed " : "") + (ran.verb().isEmpty() ? "unknown" : ran.verb()));
          }

          @Override
          public void committed(Connection on) {
            told.add("committed");
          }

          @Override
          public void rolledBack(Connection on) {
            told.add("rolled back");
          }

          @Override
          public void closed(Connection closed) {
            told.add("closed");
          }
        });
  }

  private Statement prepared(String text) {
    var statement = statement(connection);
    observer.created(connection, statement, text);
    return statement;
  }

  private void run(Statement statement, @Nullable String text, boolean failed) {
    observer.end(observer.begin(statement, text, null), ending(failed), null);
  }

  private static Ending ending(boolean failed) {
    return new Ending(0, 1_000, failed, Ending.UNTOLD);
  }

  private void run(String text) {
    run(statement(connection), text, false);
  }

  @Nested
  class Transactions {
    @Test
    void areThoseOfSingleStatementsInAutocommit() {
      observer.opened(connection, 5);
      run(prepared(INSERT), null, false);
      run(prepared(INSERT), null, true);

      assertThat(told)
          .containsExactly(
              "opened", "began", "INSERT", "committed", "began", "failed INSERT", "rolled back");
    }

    @Test
    void lastUntilTheyAreEndedOtherwise() {
      observer.opened(connection, 5);
      observer.autoCommit(connection, false);
      run(prepared(INSERT), null, false);
      run(prepared(INSERT), null, true);
      observer.committed(connection);
      run("select 1");
      observer.rolledBack(connection);
      run("select 1");
      observer.autoCommit(connection, true);

      assertThat(told)
          .containsExactly(
              "opened",
              "began",
              "INSERT",
              "failed INSERT",
              "committed",
              "began",
              "SELECT",
              "rolled back",
              "began",
              "SELECT",
              "committed");
    }

    @Test
    void canBeBegunAndEndedBySql() {
      run("begin");
      run(INSERT);
      run("rollback to savepoint x");
      run("commit");
      run("START TRANSACTION");
      run("ROLLBACK");
      run(INSERT);

      assertThat(told)
          .containsExactly(
              "began",
              "BEGIN",
              "INSERT",
              "ROLLBACK",
              "COMMIT",
              "committed",
              "began",
              "START",
              "ROLLBACK",
              "rolled back",
              "began",
              "INSERT",
              "committed");
    }

    @Test
    void endWithTheConnection() {
      observer.opened(connection, 5);
      observer.autoCommit(connection, false);
      run(INSERT);
      observer.closed(connection);
      observer.closed(connection);

      assertThat(told).containsExactly("opened", "began", "INSERT", "rolled back", "closed");
    }

    @Test
    @DisplayName(
        "POOL-42 a connection is asked for nothing, one that was not seen to open for its mode")
    void ofAConnectionThatWasOpenBefore() {
      observer.opened(connection, 5);
      run(INSERT);
      observer.committed(connection);
      assertThat(asked).isEmpty();

      var older = connection(false);
      run(statement(older), INSERT, false);
      run(statement(older), INSERT, false);

      assertThat(asked).containsExactly("getAutoCommit");
      assertThat(told)
          .containsExactly("opened", "began", "INSERT", "committed", "began", "INSERT", "INSERT");
    }
  }

  @Nested
  class Statements {
    @Test
    void inABatchAreToldOnceEach() {
      var statement = prepared("select 1");
      observer.batched(statement, INSERT);
      observer.batched(statement, INSERT);
      observer.batched(statement, "delete from t");
      observer.end(observer.beginBatch(statement, null), ending(false), null);

      assertThat(told).containsExactly("began", "INSERT", "DELETE", "committed");
    }

    @Test
    void thatWerePreparedUnseenAreUnknown() {
      run(statement(connection), null, false);
      run(statement(null), null, false);

      assertThat(told).containsExactly("began", "unknown", "committed");
      assertThat(observer.statements(0)).hasSize(1);
    }

    @Test
    void areCountedByShape() {
      run("select a from t where b = 'x'");
      run("select a from t where b = 'y'");
      run(prepared(INSERT), null, true);

      assertThat(observer.statements(0))
          .extracting(StatementSnapshot::shape, StatementSnapshot::count, StatementSnapshot::errors)
          .containsExactly(tuple("select a from t where b = ?", 2L, 0L), tuple(INSERT, 1L, 1L));
      var first = observer.statements(0).get(0);
      assertThat(first.totalNanos()).isEqualTo(2_000);
      assertThat(first.p50Nanos()).isBetween(880L, 1_130L);
    }

    @Test
    void areForgottenAfter15Minutes() {
      long minute = TimeUnit.MINUTES.toNanos(1);
      end("select a from t", new Ending(-5 * minute, 4_000, true, Ending.UNTOLD));
      end("select a from t", new Ending(8 * minute, 1_000, false, Ending.UNTOLD));

      var all = observer.statements(8 * minute).get(0).recent();
      assertThat(all.count()).isEqualTo(2);
      assertThat(all.errors()).isEqualTo(1);
      assertThat(all.totalNanos()).isEqualTo(5_000);
      assertThat(all.p95Nanos()).isBetween(3_500L, 4_500L);
      assertThat(all.told()).isZero();
      var later = observer.statements(15 * minute).get(0);
      assertThat(later.recent().count()).isEqualTo(1);
      assertThat(later.recent().p95Nanos()).isBetween(880L, 1_130L);
      assertThat(later.count()).isEqualTo(2);
      end("select a from t", new Ending(25 * minute, 1, false, Ending.UNTOLD));
      assertThat(observer.statements(40 * minute).get(0).recent()).isEqualTo(Recent.NONE);
    }

    @Test
    void tellHowManyRowsTheyChanged() {
      end("delete from t where a > 1", new Ending(0, 1, false, 3));
      end("delete from t where a > 2", new Ending(0, 1, false, 0));
      end("delete from t where a > 3", new Ending(0, 1, true, Ending.UNTOLD));

      var recent = observer.statements(0).get(0).recent();
      assertThat(recent.rows()).isEqualTo(3);
      assertThat(recent.told()).isEqualTo(2);
    }

    private void end(String text, Ending ending) {
      observer.end(observer.begin(statement(connection), text, null), ending, null);
    }

    @Test
    @DisplayName("B-1 shapes beyond a bound are counted together")
    void ofManyShapes() {
      for (int i = 0; i < 700; i++) {
        run("select a" + i + " from t");
      }

      assertThat(observer.statements(0)).hasSize(501);
      assertThat(observer.statements(0).get(0).count()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("POOL-44 ten runs of one shape in one operation are a finding, nine are none")
  void repeats() {
    var nine = new OperationStatements();
    for (int i = 0; i < 9; i++) {
      observer.end(observer.begin(statement(connection), "select " + i, null), ending(false), nine);
    }
    assertThat(observer.statements(0).get(0).repeatedOperations()).isZero();

    var more = new OperationStatements();
    for (int i = 0; i < 11; i++) {
      observer.end(observer.begin(statement(connection), "select " + i, null), ending(false), more);
      observer.end(
          observer.begin(statement(connection), "delete from t", null), ending(false), more);
    }

    var found = observer.statements(0);
    assertThat(found).allMatch(each -> each.repeatedOperations() == 1);
    assertThat(found).allMatch(each -> each.mostInOneOperation() == 11);
    assertThat(found).noneMatch(each -> each.shape().contains("1"));
  }

  @Nested
  class Connections {
    @Test
    void areCountedOnceAndUntilTheyAreClosed() {
      observer.opened(connection, 5);
      observer.opened(connection, 7);
      assertThat(observer.openConnections()).isEqualTo(1);
      assertThat(metrics.export().connects().count()).isEqualTo(1);
      assertThat(metrics.export().connectionsOpen()).isEqualTo(1);

      observer.closed(connection);
      assertThat(metrics.export().connectionsOpen()).isZero();
    }

    @Test
    void thatNobodyHasAnyMoreAreForgotten() {
      observer.opened(connection(true), 5);

      await()
          .untilAsserted(
              () -> {
                System.gc();
                assertThat(observer.openConnections()).isZero();
              });
    }

    @Test
    void thatWereNotSeenSinceAreForgottenWhenMoreIsWatched() {
      var used = connection(true);
      observer.opened(connection, 5);
      observer.opened(used, 5);
      observer.autoCommit(used, false);
      observer.watchesMore();

      assertThat(observer.openConnections()).isEqualTo(1);
      run(statement(used), INSERT, false);
      assertThat(told).endsWith("began", "INSERT");
    }
  }
}
