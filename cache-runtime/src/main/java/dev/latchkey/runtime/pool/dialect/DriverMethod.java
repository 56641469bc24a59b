package dev.latchkey.runtime.pool.dialect;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A public method of a driver's public type. Immutable; refers to the driver's classes. */
final class DriverMethod {
  private final MethodHandle handle;

  private DriverMethod(MethodHandle handle) {
    this.handle = handle;
  }

  static DriverMethod of(Class<?> type, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    MethodHandle direct = MethodHandles.publicLookup().unreflect(type.getMethod(name, parameters));
    return new DriverMethod(
        direct
            .asType(MethodType.genericMethodType(parameters.length + 1))
            .asSpreader(Object[].class, parameters.length));
  }

  /** Returns what {@link #of} does, or null for a version of the driver without the method. */
  static @Nullable DriverMethod ofNullable(Class<?> type, String name, Class<?>... parameters) {
    try {
      return of(type, name, parameters);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** Calls the method; passes on what it throws. */
  @Nullable Object call(Object target, @Nullable Object... arguments) throws SQLException {
    try {
      return (Object) handle.invokeExact(target, arguments);
    } catch (SQLException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new SQLException(e);
    }
  }
}
