package dev.latchkey.runtime.pool.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * Looks for bytes that the server has sent and PostgreSQL's driver has not read, which asks the
 * operating system and nobody else. The driver's stream is in a field that is not public.
 * Immutable; refers to the driver's classes.
 */
final class PostgreSqlArrivals {
  private final MethodHandle stream;
  private final MethodHandle buffered;
  private final DriverMethod socket;

  private PostgreSqlArrivals(MethodHandle stream, MethodHandle buffered, DriverMethod socket) {
    this.stream = stream;
    this.buffered = buffered;
    this.socket = socket;
  }

  /** Returns null for a version of the driver that is built otherwise, or closed to others. */
  static @Nullable PostgreSqlArrivals of(Class<?> connection) {
    try {
      Class<?> stream = DriverTypes.beside(connection, "org.postgresql.core.PGStream");
      return new PostgreSqlArrivals(
          getter(
              DriverTypes.beside(connection, "org.postgresql.core.QueryExecutorBase"), "pgStream"),
          getter(stream, "pgInput"),
          DriverMethod.of(stream, "getSocket"));
    } catch (ReflectiveOperationException | RuntimeException closed) {
      return null;
    }
  }

  private static MethodHandle getter(Class<?> type, String name)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    MethodHandle getter = MethodHandles.lookup().unreflectGetter(field);
    return getter.asType(getter.type().generic());
  }

  /**
   * Returns whether nothing has arrived; false where that cannot be told, as of encrypted bytes,
   * which the driver's own streams do not count.
   */
  boolean areNone(Object queryExecutor) {
    try {
      Object from = (Object) stream.invokeExact(queryExecutor);
      return socket.call(from) instanceof Socket plain
          && plain.getClass() == Socket.class
          && plain.getInputStream().available() == 0
          && (Object) buffered.invokeExact(from) instanceof InputStream read
          && read.available() == 0;
    } catch (IOException closed) {
      return false;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      return false;
    }
  }
}
