package dev.latchkey.runtime.feed;

import java.sql.SQLException;
import java.util.Set;

/** Reads changes from one connection, and loses none that is committed after it was opened. */
interface ChangeReader {
  /**
   * Waits for changes, for about a second, and shows that the connection lives.
   *
   * @return the tables that were changed since the last call
   * @throws SQLException when the connection is lost
   * @throws FeedException when the tables do not tell of their changes any more
   */
  Set<FeedTable> next() throws SQLException, FeedException;
}
