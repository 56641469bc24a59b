package dev.latchkey.runtime.jdbc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;

/** What is known of a statement object. Does not reach it, or it would never be freed. */
final class StatementNotes {
  private static final int MOST_BATCHED = 16;

  private final ConnectionNotes connection;
  private final SqlStatement prepared;

  @GuardedBy("this")
  private List<SqlStatement> batched = List.of();

  /**
   * Notes a statement object.
   *
   * @param prepared what it was prepared with; unknown when it runs any text
   */
  StatementNotes(ConnectionNotes connection, SqlStatement prepared) {
    this.connection = connection;
    this.prepared = prepared;
  }

  ConnectionNotes connection() {
    return connection;
  }

  SqlStatement prepared() {
    return prepared;
  }

  /** Adds to the batch; of more than a few different ones it is only known that there are more. */
  synchronized void batch(SqlStatement statement) {
    if (batched.contains(statement)) {
      return;
    }
    var more = new ArrayList<>(batched);
    more.add(more.size() < MOST_BATCHED ? statement : SqlStatement.UNKNOWN);
    batched = more.size() <= MOST_BATCHED + 1 ? more : batched;
  }

  /** Returns the different statements of the batch, and empties it. */
  synchronized List<SqlStatement> takeBatch() {
    var taken = batched.isEmpty() ? List.of(prepared) : batched;
    batched = List.of();
    return taken;
  }
}
