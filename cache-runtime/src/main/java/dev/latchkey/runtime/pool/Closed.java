package dev.latchkey.runtime.pool;

import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a handle answers once its connection is closed. The driver is not asked. */
final class Closed {
  private Closed() {}

  static @Nullable Object answer(
      Handle handle, HandleCall call, @Nullable Object @Nullable [] arguments) throws Throwable {
    return switch (call.role()) {
      case IS_CLOSED -> true;
      case IS_VALID -> false;
      case IS_WRAPPER_FOR ->
          handle.kind() == HandleKind.CONNECTION ? refuse(handle, call, arguments) : false;
      case GIVE_UP -> null;
      case GET_CONNECTION -> handle.connection().proxy();
      case TO_STRING -> handle.physical().getClass().getName() + " (closed)";
      case RECALL -> call.on(handle.physical(), arguments);
      default -> refuse(handle, call, arguments);
    };
  }

  /** A method that declares no such exception is answered with nothing. */
  private static @Nullable Object refuse(
      Handle handle, HandleCall call, @Nullable Object @Nullable [] arguments) throws SQLException {
    ClosedFailure failure = ClosedFailure.of(handle.kind());
    Class<?> driverClass = handle.physical().getClass();
    for (Class<?> declared : call.declared()) {
      if (declared.isAssignableFrom(SQLException.class)) {
        throw failure.exception(driverClass);
      }
      if (declared == SQLClientInfoException.class && arguments != null) {
        throw failure.clientInfoException(driverClass, arguments[0]);
      }
    }
    return call.nothing();
  }
}
