package dev.latchkey.runtime.pool.dialect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Finds what is known of a connection's driver. Thread-safe; holds no class of a driver strongly,
 * so that a dialect lives as long as somebody who has a connection keeps it.
 */
public final class Dialects {
  private static final List<Known> DRIVERS =
      List.of(
          new Known(PostgreSqlDialect.CONNECTION, "PostgreSQL", PostgreSqlDialect::new),
          new Known(MySqlReset.CONNECTION, "MySQL", MySqlReset::dialect),
          new Known(MariaDbReset.CONNECTION, "MariaDB", MariaDbReset::dialect),
          new Known("org.mariadb.jdbc.MariaDbConnection", "MariaDB", Dialects::withoutReset));

  @GuardedBy("this")
  private final Map<Class<?>, WeakReference<SessionDialect>> known = new WeakHashMap<>();

  /**
   * Returns the dialect of a driver's own connection. Cheap after the first connection of a driver.
   */
  public synchronized SessionDialect of(Connection connection) {
    Class<?> type = connection.getClass();
    WeakReference<SessionDialect> kept = known.get(type);
    SessionDialect dialect = kept == null ? null : kept.get();
    if (dialect == null) {
      dialect = find(type);
      known.put(type, new WeakReference<>(dialect));
    }
    return dialect;
  }

  /** Before 3.0 the driver has no public way to the reset of a session. */
  private static SessionDialect withoutReset(Class<?> connection) {
    return new PlainDialect("MariaDB");
  }

  private static SessionDialect find(Class<?> type) {
    for (Known driver : DRIVERS) {
      Class<?> connection = DriverTypes.find(type, driver.connection);
      if (connection != null) {
        return driver.dialect(connection);
      }
    }
    return new PlainDialect("another database");
  }

  /** A driver by the public type of its connections. Immutable. */
  private record Known(String connection, String database, Maker maker) {
    /** A version of the driver that is not as it is known to be gets no reset. */
    SessionDialect dialect(Class<?> type) {
      try {
        return maker.make(type);
      } catch (ReflectiveOperationException e) {
        return new PlainDialect(database);
      }
    }
  }

  /** Makes a dialect that calls a driver's methods. */
  private interface Maker {
    SessionDialect make(Class<?> connection) throws ReflectiveOperationException;
  }
}
