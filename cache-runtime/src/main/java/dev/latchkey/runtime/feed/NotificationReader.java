package dev.latchkey.runtime.feed;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads the notifications of triggers. The driver is the application's and is spoken to through its
 * public interfaces. Confined to the feed's thread.
 */
final class NotificationReader implements ChangeReader {
  private static final int WAIT_MILLIS = 1_000;
  private static final int ROUNDS_PER_CHECK = 30;

  private final Connection connection;
  private final Collection<FeedTable> tables;
  private final Object driver;
  private final Method notifications;
  private Map<Long, FeedTable> numbers;
  private int rounds;

  private NotificationReader(
      Connection connection, Collection<FeedTable> tables, Object driver, Method notifications)
      throws SQLException, FeedException {
    this.connection = connection;
    this.tables = tables;
    this.driver = driver;
    this.notifications = notifications;
    numbers = checked();
  }

  /** Listens first and looks at the triggers then, so that no change falls between. */
  static NotificationReader open(Connection connection, Collection<FeedTable> tables)
      throws SQLException, FeedException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + FeedDdl.NAME);
    }
    try {
      Class<?> type =
          Class.forName(
              "org.postgresql.PGConnection", false, connection.getClass().getClassLoader());
      return new NotificationReader(
          connection,
          tables,
          connection.unwrap(type),
          type.getMethod("getNotifications", int.class));
    } catch (ReflectiveOperationException otherDriver) {
      throw new FeedException("notifications need PostgreSQL's own JDBC driver");
    }
  }

  @Override
  public Set<FeedTable> next() throws SQLException, FeedException {
    Set<FeedTable> changed = new HashSet<>();
    Object arrived = call(WAIT_MILLIS);
    for (int i = 0; arrived != null && i < Array.getLength(arrived); i++) {
      FeedTable table = numbers.get(number(Array.get(arrived, i)));
      if (table != null) {
        changed.add(table);
      }
    }
    if (++rounds % ROUNDS_PER_CHECK == 0) {
      // A table that was dropped and made anew has lost its trigger.
      numbers = checked();
    } else {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
      }
    }
    return changed;
  }

  private Map<Long, FeedTable> checked() throws SQLException, FeedException {
    Map<Long, FeedTable> found = WatchedTables.find(connection, tables);
    WatchedTables.requireTriggers(connection, found.keySet());
    return found;
  }

  private Object call(int waitMillis) throws SQLException {
    try {
      return notifications.invoke(driver, waitMillis);
    } catch (java.lang.reflect.InvocationTargetException thrown) {
      if (thrown.getCause() instanceof SQLException lost) {
        throw lost;
      }
      throw new SQLException("the driver failed", thrown);
    } catch (IllegalAccessException closed) {
      throw new SQLException("the driver is closed to others", closed);
    }
  }

  /** Returns the table's number; a notification that others sent has none, and stands for none. */
  private static long number(Object notification) throws SQLException {
    try {
      Method parameter =
          Class.forName(
                  "org.postgresql.PGNotification", false, notification.getClass().getClassLoader())
              .getMethod("getParameter");
      return Long.parseUnsignedLong(String.valueOf(parameter.invoke(notification)));
    } catch (NumberFormatException others) {
      return -1;
    } catch (ReflectiveOperationException closed) {
      throw new SQLException("the driver's notifications cannot be read", closed);
    }
  }
}
