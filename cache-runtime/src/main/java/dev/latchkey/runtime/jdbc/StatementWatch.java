package dev.latchkey.runtime.jdbc;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** Hears of the statements that run while something of the application's runs on a thread. */
public interface StatementWatch {
  /**
   * A statement is about to run; its transaction has been told as begun.
   *
   * @param connection the driver's own; null when it is not known. Not to be kept strongly
   * @param place stands for the database, and for what was set on the connection by which the same
   *     text means other rows, such as a search path
   */
  void running(@Nullable Connection connection, SqlStatement statement, long place);
}
