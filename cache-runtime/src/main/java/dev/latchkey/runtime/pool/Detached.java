package dev.latchkey.runtime.pool;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells classes of which an object is mere data: its fields are numbers, texts and the like, so
 * that nobody gets from it to the connection that it came from.
 */
final class Detached {
  private static final Set<String> PACKAGES =
      Set.of("java.lang", "java.math", "java.time", "java.nio.charset");

  private final Set<Class<?>> seen = new HashSet<>();

  private Detached() {}

  static boolean is(Class<?> type) {
    try {
      return Throwable.class.isAssignableFrom(type) || new Detached().isData(type);
    } catch (LinkageError incomplete) {
      return false; // a field of a class that is not there
    }
  }

  private boolean isData(Class<?> type) {
    if (type.isArray()) {
      return isData(type.getComponentType());
    }
    if (type.isPrimitive()
        || Enum.class.isAssignableFrom(type)
        || isJdkValue(type)
        || !seen.add(type)) {
      return true;
    }
    if (JdkTypes.includes(type) || Modifier.isAbstract(type.getModifiers())) {
      return false; // a collection, or whatever implements it
    }
    for (Class<?> part = type; part != null && part != Object.class; part = part.getSuperclass()) {
      if (!hasDataOnly(part)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasDataOnly(Class<?> part) {
    for (Field field : part.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !isData(field.getType())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isJdkValue(Class<?> type) {
    return JdkTypes.includes(type)
        && type != Object.class
        && (Date.class.isAssignableFrom(type)
            || (PACKAGES.contains(type.getPackageName()) && Modifier.isFinal(type.getModifiers()))
            || Number.class.isAssignableFrom(type));
  }
}
