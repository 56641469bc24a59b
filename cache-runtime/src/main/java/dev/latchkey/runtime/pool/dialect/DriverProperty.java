package dev.latchkey.runtime.pool.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of a driver's connection that JDBC does not name and the driver keeps on its own
 * side. Immutable; refers to the driver's classes.
 */
final class DriverProperty {
  private final String name;
  private final DriverMethod getter;
  private final DriverMethod setter;

  private DriverProperty(String name, DriverMethod getter, DriverMethod setter) {
    this.name = name;
    this.getter = getter;
    this.setter = setter;
  }

  /** Returns those of the named ones that this version of the driver has. */
  static List<DriverProperty> all(Class<?> type, String... names)
      throws ReflectiveOperationException {
    List<DriverProperty> found = new ArrayList<>();
    for (String name : names) {
      DriverMethod getter = DriverMethod.ofNullable(type, "get" + name);
      if (getter != null) {
        Class<?> value = type.getMethod("get" + name).getReturnType();
        found.add(new DriverProperty(name, getter, DriverMethod.of(type, "set" + name, value)));
      }
    }
    return List.copyOf(found);
  }

  String name() {
    return name;
  }

  @Nullable Object read(Connection connection) throws SQLException {
    return getter.call(connection);
  }

  void restore(Connection connection, @Nullable Object fresh) throws SQLException {
    if (!Objects.equals(read(connection), fresh)) {
      setter.call(connection, fresh);
    }
  }

  /** Gives it another value than it has. */
  void disturb(Connection connection) throws SQLException {
    Object value = read(connection);
    if (value instanceof Integer number) {
      setter.call(connection, number + 1);
    } else if (value instanceof Boolean flag) {
      setter.call(connection, !flag);
    } else if (value instanceof Enum<?> constant) {
      Object[] constants = constant.getDeclaringClass().getEnumConstants();
      setter.call(connection, constants[(constant.ordinal() + 1) % constants.length]);
    }
  }
}
