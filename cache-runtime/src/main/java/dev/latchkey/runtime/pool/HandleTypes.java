package dev.latchkey.runtime.pool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the classes of one driver whose objects a handle meets. Held by the handles.
 * Thread-safe.
 */
final class HandleTypes {
  private final Map<Class<?>, HandleType> types = new ConcurrentHashMap<>();

  /** Returns what is to be done with an object of a class. */
  HandleType of(Class<?> driverClass) {
    HandleType type = types.get(driverClass);
    return type != null ? type : types.computeIfAbsent(driverClass, HandleType::new);
  }

  /** Tells whether nothing in an array leads back to the connection. */
  boolean areValues(Object[] elements) {
    for (@Nullable Object element : elements) {
      if (element != null && !isValue(element)) {
        return false;
      }
    }
    return true;
  }

  private boolean isValue(Object element) {
    HandleKind kind = of(element.getClass()).kind();
    return kind == HandleKind.VALUE
        || (kind == HandleKind.ELEMENTS && areValues((Object[]) element));
  }
}
