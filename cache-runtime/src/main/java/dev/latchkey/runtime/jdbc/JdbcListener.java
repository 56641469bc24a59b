package dev.latchkey.runtime.jdbc;

import java.sql.Connection;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Hears of what an application does with its database connections, from every driver, whether they
 * are pooled or not. Called on the application's threads: implementations do little, do not block
 * and issue no statement.
 */
public interface JdbcListener {
  /**
   * A driver has opened a connection.
   *
   * @param connection the driver's own object; not to be kept strongly
   * @param nanos how long that took
   */
  default void opened(Connection connection, long nanos) {}

  /** The first statement of a transaction is about to run, in autocommit too. */
  default void began(Connection connection) {}

  /**
   * A statement is about to run, after {@link #began} of its transaction.
   *
   * @param bound the object that has the values of its parameters; null when nobody knows them
   */
  default void running(Connection connection, SqlStatement statement, @Nullable Statement bound) {}

  /**
   * A statement has run.
   *
   * @param nanos how long that took
   * @param failed whether it threw
   */
  default void ran(Connection connection, SqlStatement statement, long nanos, boolean failed) {}

  /** A statement has ended, whatever its outcome, and its transaction goes on. */
  default void goesOn(Connection connection) {}

  /** A transaction was committed, in autocommit with the statement that it was. */
  default void committed(Connection connection) {}

  /**
   * A transaction was committed of which no statement was seen: there was none, or it ran before
   * the driver was watched.
   */
  default void committedUnseen(Connection connection) {}

  /** More classes of drivers are watched from now on. */
  default void watchesMore() {}

  /** A transaction was rolled back. */
  default void rolledBack(Connection connection) {}

  /** Something was not told: from now on not all of what the application does is known. */
  default void lost() {}

  /** The driver's own connection was closed. */
  default void closed(Connection connection) {}
}
