package dev.latchkey.runtime.pool;

import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The interfaces of a driver's class that an application can cast to. */
final class PublicInterfaces {
  private PublicInterfaces() {}

  /**
   * Returns them with the given one first: a method that several of them declare is passed to the
   * handler as the first one's.
   */
  static Class<?>[] of(Class<?> driverClass, @Nullable Class<?> first) {
    Set<Class<?>> found = new LinkedHashSet<>();
    if (first != null) {
      found.add(first);
    }
    for (Class<?> part = driverClass; part != null; part = part.getSuperclass()) {
      addAll(part, found);
    }
    return found.toArray(Class<?>[]::new);
  }

  private static void addAll(Class<?> type, Set<Class<?>> found) {
    for (Class<?> candidate : type.getInterfaces()) {
      if (isAccessible(candidate)) {
        found.add(candidate);
      }
      addAll(candidate, found);
    }
  }

  private static boolean isAccessible(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && type.getModule().isExported(type.getPackageName());
  }
}
