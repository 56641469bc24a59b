package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGRefCursorResultSet;
import org.postgresql.PGResultSetMetaData;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.util.PSQLException;

/** Handles over the connections of the PostgreSQL driver. */
class HandlesTest {
  private final List<Throwable> backgroundFailures = new CopyOnWriteArrayList<>();
  private final Handles handles = new Handles(backgroundFailures::add);
  private Connection physical;
  private RecordingLease lease;
  private Connection handle;

  @BeforeEach
  void open() throws SQLException {
    physical = RealPostgres.connect();
    lease = new RecordingLease(physical);
    handle = handles.connection(lease);
  }

  @AfterEach
  void close() throws SQLException {
    physical.close();
  }

  @Nested
  class WhenClosed {
    @Test
    @DisplayName("POOL-12 closing twice gives the connection back once")
    void closesOnce() throws SQLException {
      handle.close();
      handle.close();

      assertThat(lease.releases).hasValue(1);
      assertThat(handle.isClosed()).isTrue();
      assertThat(handle.isValid(1)).isFalse();
      assertThat(physical.isClosed()).isFalse();
    }

    @Test
    @DisplayName("POOL-12 a closed handle has no effect on the next borrower of its connection")
    void leavesTheNextBorrowerAlone() throws SQLException {
      Statement statement = handle.createStatement();
      ResultSet rows = statement.executeQuery("select 1");
      handle.close();
      Connection next = handles.connection(new RecordingLease(physical));
      ResultSet nextRows = next.createStatement().executeQuery("select 2");

      handle.close();
      statement.close();
      rows.close();
      assertThatThrownBy(() -> handle.setAutoCommit(false)).isInstanceOf(SQLException.class);
      assertThatThrownBy(handle::rollback).isInstanceOf(SQLException.class);

      assertThat(next.isClosed()).isFalse();
      assertThat(next.getAutoCommit()).isTrue();
      assertThat(nextRows.next()).isTrue();
      assertThat(nextRows.getInt(1)).isEqualTo(2);
    }

    @Test
    @DisplayName("POOL-12 statements and results are closed with their connection")
    void closesWhatWasMadeFromIt() throws SQLException {
      PreparedStatement prepared = handle.prepareStatement("select 1");
      ResultSet rows = prepared.executeQuery();
      ResultSet tables = handle.getMetaData().getTables(null, null, "pg_class", null);
      handle.close();

      assertThat(prepared.isClosed()).isTrue();
      assertThat(rows.isClosed()).isTrue();
      assertThat(tables.isClosed()).isTrue();
      assertThatThrownBy(prepared::executeQuery)
          .isInstanceOf(PSQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "55000");
      assertThatThrownBy(rows::next)
          .isInstanceOf(PSQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "55000");
    }

    @Test
    @DisplayName("POOL-12 the driver's statements are closed before the connection is given back")
    void closesPhysically() throws SQLException {
      Statement statement = handle.createStatement();
      Statement driversOwn = statement.unwrap(driversStatementClass());
      handle.close();

      assertThat(driversOwn.isClosed()).isTrue();
    }

    @Test
    @DisplayName("POOL-12 POOL-34 a closed handle fails as a closed connection of the driver does")
    void failsAsTheDriver() throws SQLException {
      Connection closed = RealPostgres.connect();
      closed.close();
      handle.close();

      assertSameFailure(closed::createStatement, handle::createStatement);
      assertSameFailure(closed::commit, handle::commit);
      assertSameFailure(
          () -> closed.setClientInfo("ApplicationName", "x"),
          () -> handle.setClientInfo("ApplicationName", "x"));
      assertThatThrownBy(() -> handle.setClientInfo(new Properties()))
          .isInstanceOf(SQLClientInfoException.class);
    }

    @Test
    @DisplayName("POOL-12 what declares no exception answers nothing once it is closed")
    void answersNothing() throws SQLException {
      PGConnection extras = handle.unwrap(PGConnection.class);
      extras.setPrepareThreshold(7);
      handle.close();
      extras.setPrepareThreshold(9);

      assertThat(extras.getPrepareThreshold()).isZero();
      assertThat(physical.unwrap(PGConnection.class).getPrepareThreshold()).isEqualTo(7);
    }

    @Test
    @DisplayName("POOL-12 what describes a result remembers its names and asks no server")
    void remembersNames() throws SQLException {
      ResultSetMetaData description =
          handle.createStatement().executeQuery("select 1 as one").getMetaData();
      handle.close();

      assertThat(description.getColumnName(1)).isEqualTo("one");
      assertThatThrownBy(() -> description.isAutoIncrement(1))
          .hasFieldOrPropertyWithValue("SQLState", "08003");
    }

    @Test
    @DisplayName("POOL-12 a handle equals itself alone")
    void hasIdentity() {
      Connection other = handles.connection(new RecordingLease(physical));

      assertThat(handle).isEqualTo(handle).isNotEqualTo(other).isNotEqualTo(physical);
      assertThat(handle.hashCode()).isEqualTo(System.identityHashCode(handle));
    }
  }

  @Nested
  class Likeness {
    @Test
    @DisplayName("POOL-13 handles can be cast to the public interfaces of the driver's classes")
    void castsToInterfaces() throws SQLException {
      Statement statement = handle.createStatement();
      ResultSet rows = statement.executeQuery("select 1");

      assertThat(handle).isInstanceOf(PGConnection.class).isInstanceOf(BaseConnection.class);
      assertThat(statement).isInstanceOf(PGStatement.class);
      assertThat(rows).isInstanceOf(PGRefCursorResultSet.class);
      assertThat(rows.getMetaData()).isInstanceOf(PGResultSetMetaData.class);
      assertThat(handle.getClass().getClassLoader()).isSameAs(physical.getClass().getClassLoader());
    }

    @Test
    @DisplayName("POOL-13 everything leads back to the handle")
    void leadsBack() throws SQLException {
      DatabaseMetaData database = handle.getMetaData();
      PreparedStatement statement =
          handle.prepareStatement("select array[1, 2]", Statement.RETURN_GENERATED_KEYS);
      CallableStatement callable = handle.prepareCall("{call now()}");
      ResultSet rows = statement.executeQuery();

      assertThat(database.getConnection()).isSameAs(handle);
      assertThat(handle.getMetaData()).isSameAs(database);
      assertThat(statement.getConnection()).isSameAs(handle);
      assertThat(callable.getConnection()).isSameAs(handle);
      assertThat(rows.getStatement()).isSameAs(statement);
      assertThat(statement.getResultSet()).isSameAs(rows);
      assertThat(rows.next()).isTrue();
      ResultSet elements = rows.getArray(1).getResultSet();
      assertThat(elements.getStatement().getConnection()).isSameAs(handle);
      assertThat(statement.getGeneratedKeys().getStatement().getConnection()).isSameAs(handle);
      assertThat(database.getSchemas().getStatement().getConnection()).isSameAs(handle);
      assertThat(lease.taints).isEmpty();
    }

    @Test
    @DisplayName("POOL-13 the driver is given its own objects back")
    void takesHandlesIn() throws SQLException {
      handle.createStatement().execute("create temp table held (numbers int[])");
      PreparedStatement insert = handle.prepareStatement("insert into held values (?)");
      insert.setArray(1, handle.createArrayOf("int4", new Object[] {1, 2}));
      insert.execute();
      ResultSet rows = handle.createStatement().executeQuery("select numbers from held");

      assertThat(rows.next()).isTrue();
      assertThat((Integer[]) rows.getArray(1).getArray()).containsExactly(1, 2);
    }

    @Test
    @DisplayName("POOL-13 unwrapping to an interface gives the handle and costs nothing")
    void unwrapsToInterfaces() throws SQLException {
      Statement statement = handle.createStatement();

      assertThat(handle.unwrap(Connection.class)).isSameAs(handle);
      assertThat(handle.unwrap(PGConnection.class)).isSameAs(handle);
      assertThat(statement.unwrap(PGStatement.class)).isSameAs(statement);
      assertThat(handle.isWrapperFor(PGConnection.class)).isTrue();
      assertThat(handle.isWrapperFor(physical.getClass())).isTrue();
      assertThat(handle.isWrapperFor(Statement.class)).isFalse();
      assertThat(lease.taints).isEmpty();
    }
  }

  @Nested
  class WhatLeavesTheHandle {
    @Test
    @DisplayName("POOL-14 unwrapping to a class of the driver is honoured and taints")
    void unwrapsToClasses() throws SQLException {
      assertThat(handle.unwrap(physical.getClass())).isSameAs(physical);
      assertThat(lease.taints).contains(Taint.UNWRAPPED);
    }

    @Test
    @DisplayName("POOL-14 unwrapping a statement to a class of the driver taints")
    void unwrapsStatements() throws SQLException {
      handle.createStatement().unwrap(driversStatementClass());

      assertThat(lease.taints).contains(Taint.UNWRAPPED);
    }

    @Test
    @DisplayName("POOL-20 an interface of the driver that holds the connection taints")
    void taintsByExtras() throws SQLException {
      taints(() -> handle.unwrap(PGConnection.class).getCopyAPI());
      taints(() -> handle.unwrap(PGConnection.class).getLargeObjectAPI());
      taints(() -> handle.unwrap(PGConnection.class).getReplicationAPI());
      taints(() -> handle.unwrap(BaseConnection.class).getQueryExecutor());
      taints(() -> handle.unwrap(BaseConnection.class).execSQLUpdate("set role postgres"));
      taints(() -> handle.unwrap(PGConnection.class).cancelQuery());
      taints(() -> handle.createStatement().cancel());
    }

    @Test
    @DisplayName("POOL-20 what is mere data leaves the connection as it is")
    void keepsForData() throws SQLException {
      PGConnection extras = handle.unwrap(PGConnection.class);
      extras.getNotifications();
      extras.getParameterStatuses();
      extras.escapeLiteral("it's");
      extras.setAutosave(AutoSave.NEVER);
      assertThat(extras.getAutosave()).isEqualTo(AutoSave.NEVER);
      handle.setAutoCommit(false);
      handle.rollback(handle.setSavepoint());
      ResultSet rows =
          handle
              .createStatement()
              .executeQuery("select point(1, 2), '1 day'::interval, '\\x00'::bytea, now()");
      rows.next();
      for (int column = 1; column <= 4; column++) {
        rows.getObject(column);
      }
      rows.getBinaryStream(3);
      rows.getWarnings();

      assertThat(lease.taints).isEmpty();
      assertThat(lease.touches).hasValue(2);
    }

    @Test
    @DisplayName("POOL-20 rows that are still to come taint at the closing")
    void taintsByCursors() throws SQLException {
      handle.setAutoCommit(false);
      Statement statement = handle.createStatement();
      statement.setFetchSize(2);
      statement.executeQuery("select * from generate_series(1, 10)").next();
      handle.close();

      assertThat(lease.taints).contains(Taint.OPEN_WORK);
    }

    private void taints(SqlAction action) throws SQLException {
      lease.taints.clear();
      action.run();
      assertThat(lease.taints).isNotEmpty();
    }
  }

  @Nested
  class WhatTheLeaseHears {
    @Test
    @DisplayName("POOL-20 the text of every statement is told before it runs")
    void tellsStatements() throws SQLException {
      handle.nativeSQL("select 0");
      handle.prepareStatement("select 1").executeQuery();
      handle.prepareStatement("select 2", new String[] {"id"});
      handle.prepareCall("{call now()}");
      Statement statement = handle.createStatement();
      statement.execute("select 3");
      statement.executeQuery("select 4");
      statement.executeUpdate("set search_path = public");
      statement.addBatch("set local search_path = public");
      statement.executeBatch();
      handle.getMetaData().getTables(null, null, "pg_class", null);

      assertThat(lease.statements)
          .containsExactly(
              "select 1",
              "select 2",
              "{call now()}",
              "select 3",
              "select 4",
              "set search_path = public",
              "set local search_path = public");
    }

    @Test
    @DisplayName("POOL-15 setters are told, and taint when they fail")
    void tellsSetters() throws SQLException {
      handle.setNetworkTimeout(Runnable::run, 5000);
      handle.beginRequest();
      handle.endRequest();
      handle.setSchema("public");
      assertThat(lease.touches).hasValue(4);
      assertThat(lease.taints).isEmpty();
      assertThat(handle.getNetworkTimeout()).isEqualTo(5000);

      assertThatThrownBy(() -> handle.setTransactionIsolation(77))
          .isInstanceOf(PSQLException.class);
      assertThat(lease.taints).contains(Taint.BROKEN);
    }

    @Test
    @DisplayName("POOL-34 failures are told and come out as the driver made them")
    void tellsFailures() throws SQLException {
      Statement statement = handle.createStatement();
      assertThatThrownBy(() -> statement.executeQuery("select * from nowhere"))
          .isSameAs(lease.failures.get(0))
          .isInstanceOf(PSQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "42P01")
          .hasNoCause()
          .satisfies(
              failure ->
                  assertThat(failure.getStackTrace()[0].getClassName())
                      .startsWith("org.postgresql."));
    }
  }

  @Nested
  class Threads {
    @Test
    @DisplayName("POOL-15 abort ends the connection and taints")
    void aborts() throws SQLException {
      handle.abort(Runnable::run);

      assertThat(lease.taints).contains(Taint.BROKEN);
      assertThat(handle.isClosed()).isTrue();
      handle.close();
      assertThat(lease.releases).hasValue(1);
    }

    @Test
    @DisplayName("POOL-15 a closing in the middle of a call gives the connection up")
    void closesUnderACall() throws Exception {
      Statement statement = handle.createStatement();
      CompletableFuture<Boolean> running =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return statement.execute("select pg_sleep(60)");
                } catch (SQLException e) {
                  return false;
                }
              });
      await().until(() -> isSleeping());
      handle.close();

      assertThat(lease.taints).contains(Taint.BROKEN);
      assertThat(running.get(20, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    @DisplayName("POOL-36 a call that waits for the server holds no other call of the handle")
    void holdsNoLock() throws Exception {
      Statement statement = handle.createStatement();
      var running =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.execute("select pg_sleep(60)");
                } catch (SQLException e) {
                  // cancelled below
                }
              });
      await().until(() -> isSleeping());

      assertThat(handle.isClosed()).isFalse();
      assertThat(handle.createStatement().isClosed()).isFalse();
      statement.cancel();
      running.get(20, TimeUnit.SECONDS);
    }

    private boolean isSleeping() throws SQLException {
      try (Connection observer = RealPostgres.connect();
          ResultSet rows =
              observer
                  .createStatement()
                  .executeQuery(
                      "select 1 from pg_stat_activity where wait_event = 'PgSleep' and pid = "
                          + physical.unwrap(PGConnection.class).getBackendPID())) {
        return rows.next();
      }
    }
  }

  @Nested
  class WhenDropped {
    @Test
    @DisplayName("POOL-37 a handle that nobody can reach ends its lease as a leak")
    void leaks() {
      handle = physical;

      awaitCollection(() -> assertThat(lease.leaks).hasValue(1));
      assertThat(lease.releases).hasValue(0);
    }

    @Test
    @DisplayName("an error while one lease ends leaves the others watched over")
    void goesOnAfterAnError() {
      lease.leakFailure = new OutOfMemoryError("as if");
      handle = physical;
      awaitCollection(() -> assertThat(backgroundFailures).containsExactly(lease.leakFailure));

      RecordingLease dropped = dropAnother();
      awaitCollection(() -> assertThat(dropped.leaks).hasValue(1));
    }

    @Test
    @DisplayName("POOL-37 a statement in use keeps its connection")
    void statementsKeep() throws SQLException {
      Statement statement = handle.createStatement();
      handle = physical;
      RecordingLease dropped = dropAnother();

      awaitCollection(() -> assertThat(dropped.leaks).hasValue(1));
      assertThat(lease.leaks).hasValue(0);
      assertThat(statement.isClosed()).isFalse();
    }

    @Test
    @DisplayName("POOL-37 a handle that was closed does not leak")
    void closedDoesNotLeak() throws SQLException {
      handle.close();
      handle = physical;
      RecordingLease dropped = dropAnother();

      awaitCollection(() -> assertThat(dropped.leaks).hasValue(1));
      assertThat(lease.leaks).hasValue(0);
    }

    @Test
    @DisplayName("POOL-14 POOL-37 an unwrapped connection outlives its handle")
    void unwrappedOutlives() throws SQLException {
      Connection own = handle.unwrap(physical.getClass());
      handle = physical;
      RecordingLease dropped = dropAnother();

      awaitCollection(() -> assertThat(dropped.leaks).hasValue(1));
      assertThat(lease.leaks).hasValue(0);
      assertThat(own.isClosed()).isFalse();
    }

    private RecordingLease dropAnother() {
      RecordingLease another = new RecordingLease(physical);
      handles.connection(another);
      return another;
    }

    private void awaitCollection(org.awaitility.core.ThrowingRunnable condition) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                System.gc();
                condition.run();
              });
    }
  }

  private Class<? extends Statement> driversStatementClass() throws SQLException {
    return physical.createStatement().getClass();
  }

  private static void assertSameFailure(SqlAction expected, SqlAction actual) {
    SQLException model = failure(expected);
    SQLException failure = failure(actual);
    assertThat((Throwable) failure).hasSameClassAs(model).hasMessage(model.getMessage());
    assertThat(failure.getSQLState()).isEqualTo(model.getSQLState());
    assertThat(failure.getErrorCode()).isEqualTo(model.getErrorCode());
  }

  private static SQLException failure(SqlAction action) {
    try {
      action.run();
    } catch (SQLException e) {
      return e;
    }
    throw new AssertionError("no failure");
  }

  /** Something that is done to a database. */
  private interface SqlAction {
    void run() throws SQLException;
  }
}
