package dev.latchkey.runtime.pool.dialect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is known of a connection's driver. Thread-safe; holds no class of a driver strongly,
 * so that a dialect lives as long as somebody who has a connection keeps it.
 */
public final class Dialects {
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

  private static SessionDialect find(Class<?> type) {
    try {
      SessionDialect dialect = firstThatKnows(type);
      return dialect == null ? new PlainDialect() : dialect;
    } catch (ReflectiveOperationException e) {
      return new PlainDialect();
    }
  }

  private static @Nullable SessionDialect firstThatKnows(Class<?> type)
      throws ReflectiveOperationException {
    Class<?> postgres = DriverTypes.find(type, PostgreSqlDialect.CONNECTION);
    if (postgres != null) {
      return new PostgreSqlDialect(postgres);
    }
    return null;
  }
}
