package dev.latchkey.agent.handler;

import dev.latchkey.runtime.discovery.Scan;
import dev.latchkey.runtime.jdbc.Ending;
import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.jdbc.OperationStatements;
import dev.latchkey.runtime.jdbc.StatementWatch;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells the observer of the calls of one method of a driver. Thread-safe. */
final class JdbcHandler implements CallHandler {
  private final JdbcMethod method;
  private final JdbcObserver observer;
  private final DriverClasses drivers;
  private final OperationTracker operations;
  private final ScanSlot scans;

  JdbcHandler(
      JdbcMethod method,
      JdbcObserver observer,
      DriverClasses drivers,
      OperationTracker operations,
      ScanSlot scans) {
    this.method = method;
    this.scans = scans;
    this.observer = observer;
    this.drivers = drivers;
    this.operations = operations;
  }

  /** Whoever goes by what is observed must know when something of it was missed. */
  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    try {
      begun(call, self, arguments);
    } catch (Throwable missed) {
      observer.lost();
      throw missed;
    }
  }

  private void begun(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    if (self instanceof Statement statement) {
      switch (method) {
        case EXECUTE -> call.hold(observer.begin(statement, text(arguments), watch(call)));
        case EXECUTE_BATCH -> call.hold(observer.beginBatch(statement, watch(call)));
        case ADD_BATCH -> observer.batched(statement, text(arguments));
        case CLOSE_STATEMENT -> observer.closed(statement);
        default -> {}
      }
    } else if (self instanceof Connection connection) {
      call.hold(new ConnectionCall(connection, arguments));
    }
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    try {
      ended(call, returned, thrown);
    } catch (Throwable missed) {
      observer.lost();
      throw missed;
    }
    return null;
  }

  private void ended(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (call.held() instanceof ConnectionCall made) {
      ended(made, returned, thrown != null);
    } else if (call.held() != null) {
      long now = operations.nanos();
      boolean failed = thrown != null;
      var ending =
          new Ending(now, now - call.begunNanos(), failed, failed ? Ending.UNTOLD : rows(returned));
      Scan scan = scans.running();
      if (scan != null) {
        scan.stated(
            ending.tookNanos(),
            JdbcObserver.writes(call.held()),
            JdbcObserver.firstTable(call.held()));
      }
      observer.end(call.held(), ending, statements(call.operation()));
    }
  }

  /** Returns how many rows a statement changed, if that is what its method returns. */
  static long rows(@Nullable Object returned) {
    if (returned instanceof Integer || returned instanceof Long) {
      return ((Number) returned).longValue();
    }
    long[] each =
        returned instanceof int[] counts
            ? Arrays.stream(counts).asLongStream().toArray()
            : returned instanceof long[] counts ? counts : new long[] {Ending.UNTOLD};
    long sum = 0;
    for (long count : each) {
      if (count < 0) {
        return Ending.UNTOLD; // a driver may say that it does not know of one of a batch
      }
      sum += count;
    }
    return sum;
  }

  /** Returns the lookup that the statement is a part of; null for none. */
  private static @Nullable StatementWatch watch(Call call) {
    return call.operation().attachment(Attachments.STATEMENTS) instanceof OperationStatements ran
        ? ran.watch()
        : null;
  }

  private void ended(ConnectionCall made, @Nullable Object returned, boolean failed) {
    Connection connection = made.connection();
    if (method == JdbcMethod.CLOSE_CONNECTION) {
      observer.closed(connection);
      return;
    }
    if (failed) {
      return;
    }
    switch (method) {
      case COMMIT -> observer.committed(connection);
      case ROLLBACK -> {
        // With a savepoint the transaction goes on.
        if (made.arguments().length == 0) {
          observer.rolledBack(connection);
        }
      }
      case AUTO_COMMIT -> observer.autoCommit(connection, Boolean.TRUE.equals(made.arguments()[0]));
      case CREATE -> created(made, returned);
      case SCOPE -> observer.scoped(connection, made.arguments()[0]);
      default -> {}
    }
  }

  private void created(ConnectionCall made, @Nullable Object returned) {
    if (returned instanceof Statement statement) {
      observer.created(made.connection(), statement, text(made.arguments()));
      drivers.statement(statement);
    }
  }

  private static @Nullable OperationStatements statements(Operation operation) {
    if (!operation.isAuth()) {
      return null;
    }
    if (operation.attachment(Attachments.STATEMENTS) instanceof OperationStatements known) {
      return known;
    }
    OperationStatements first = new OperationStatements();
    operation.attach(Attachments.STATEMENTS, first);
    return first;
  }

  private static @Nullable String text(@Nullable Object[] arguments) {
    return arguments.length > 0 && arguments[0] instanceof String text ? text : null;
  }

  /** A call of a method of a connection, until it ends. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record ConnectionCall(Connection connection, @Nullable Object[] arguments) {}
}
