package dev.latchkey.runtime.pool;

import java.lang.reflect.InvocationTargetException;
import java.sql.ClientInfoStatus;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The exception that says that an object is closed, as the driver would say it. */
enum ClosedFailure {
  CONNECTION("This connection has been closed.", "08003", "CONNECTION_DOES_NOT_EXIST"),
  STATEMENT("This statement has been closed.", "55000", "OBJECT_NOT_IN_STATE"),
  RESULT_SET("This ResultSet is closed.", "55000", "OBJECT_NOT_IN_STATE");

  private final String message;
  private final String state;

  /** Name of the state in pgjdbc's enum. */
  private final String pgState;

  ClosedFailure(String message, String state, String pgState) {
    this.message = message;
    this.state = state;
    this.pgState = pgState;
  }

  static ClosedFailure of(HandleKind kind) {
    return switch (kind) {
      case STATEMENT -> STATEMENT;
      case RESULT_SET -> RESULT_SET;
      default -> CONNECTION;
    };
  }

  /** Returns a new one, of the driver's own class where that is known. */
  SQLException exception(Class<?> driverClass) {
    if (driverClass.getName().startsWith("org.postgresql.")) {
      try {
        return ofPgjdbc(driverClass.getClassLoader());
      } catch (ReflectiveOperationException | ClassCastException otherVersion) {
        return standard();
      }
    }
    return standard();
  }

  private SQLException standard() {
    return this == CONNECTION
        ? new SQLNonTransientConnectionException(message, state)
        : new SQLException(message, state);
  }

  private SQLException ofPgjdbc(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> states = Class.forName("org.postgresql.util.PSQLState", true, loader);
    return Class.forName("org.postgresql.util.PSQLException", true, loader)
        .asSubclass(SQLException.class)
        .getConstructor(String.class, states)
        .newInstance(translated(loader), states.getField(pgState).get(null));
  }

  /** The driver speaks the language of the JVM's locale. */
  private Object translated(ClassLoader loader) throws ReflectiveOperationException {
    try {
      return Class.forName("org.postgresql.util.GT", true, loader)
          .getMethod("tr", String.class, Object[].class)
          .invoke(null, message, new Object[0]);
    } catch (InvocationTargetException noTranslation) {
      return message;
    }
  }

  /** What the few methods throw that declare no other. */
  SQLClientInfoException clientInfoException(Class<?> driverClass, @Nullable Object property) {
    Map<String, ClientInfoStatus> failed =
        property instanceof String name ? Map.of(name, ClientInfoStatus.REASON_UNKNOWN) : Map.of();
    SQLException cause = exception(driverClass);
    return new SQLClientInfoException(cause.getMessage(), failed, cause);
  }
}
