package dev.latchkey.runtime.pool;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Anything that was made from a connection: a statement, its result, what describes them. */
final class ChildHandle extends Handle {
  /** Keeps the handle of the connection, and so the connection, as long as this is in use. */
  private final ConnectionHandle connection;

  private final Handle owner;

  /** Whether the server may hold back rows until they are asked for. */
  private volatile boolean fetchesInParts;

  ChildHandle(HandleTypes types, Object physical, Handle owner) {
    super(types, physical);
    this.connection = owner.connection();
    this.owner = owner;
  }

  @Override
  ConnectionHandle connection() {
    return connection;
  }

  @Override
  Handle owner() {
    return owner;
  }

  @Override
  void fetchSize(int rows) {
    if (rows != 0) {
      fetchesInParts = true;
    }
  }

  @Override
  void close(HandleCall call) throws Throwable {
    if (!connection.enter()) {
      return;
    }
    try {
      connection.untrack(this);
      call.on(physical(), null);
    } catch (SQLException failure) {
      connection.lease().failed(failure);
      throw failure;
    } finally {
      connection.leave();
    }
  }

  /** Closes what the application left open, as its connection is being closed. */
  void closeLeftOpen(Lease lease) {
    try {
      if (hasRowsToCome()) {
        lease.taint(Taint.OPEN_WORK);
      }
      if (physical() instanceof Statement statement) {
        statement.close();
      } else if (physical() instanceof ResultSet rows) {
        rows.close();
      }
    } catch (SQLException failure) {
      lease.failed(failure);
      lease.taint(Taint.BROKEN);
    } catch (RuntimeException | Error failure) {
      lease.taint(Taint.BROKEN);
    }
  }

  private boolean hasRowsToCome() throws SQLException {
    @Nullable Handle rows = kind() == HandleKind.RESULT_SET ? this : remembered();
    return fetchesInParts
        && rows != null
        && rows.physical() instanceof ResultSet results
        && !results.isClosed();
  }
}
