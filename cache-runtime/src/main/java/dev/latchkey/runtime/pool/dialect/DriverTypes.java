package dev.latchkey.runtime.pool.dialect;

import org.jspecify.annotations.Nullable;

/** Finds public types of a driver by name, in the driver's own class loader. */
final class DriverTypes {
  private DriverTypes() {}

  /** Returns the type among all that a class extends and implements, or null. */
  static @Nullable Class<?> find(@Nullable Class<?> type, String name) {
    if (type == null || type.getName().equals(name)) {
      return type;
    }
    for (Class<?> above : type.getInterfaces()) {
      Class<?> found = find(above, name);
      if (found != null) {
        return found;
      }
    }
    return find(type.getSuperclass(), name);
  }

  /** Returns a type that lies beside another one. */
  static Class<?> beside(Class<?> type, String name) throws ClassNotFoundException {
    return Class.forName(name, false, type.getClassLoader());
  }
}
