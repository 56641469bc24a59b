package dev.latchkey.agent.handler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of objects, inherited ones too. What leads to them is resolved once per class
 * and kept with it. Thread-safe.
 */
final class FieldValues extends ClassValue<Map<String, MethodHandle>> {
  private static final Map<String, MethodHandle> NOT_READABLE = Map.of();

  private final Set<String> ignored;

  /** Leaves the fields of these names out. */
  FieldValues(Set<String> ignored) {
    this.ignored = ignored;
  }

  /** Returns all that is not null, by the fields' names; null when it cannot be read. */
  @Nullable Map<String, Object> of(Object whole) {
    Map<String, MethodHandle> getters = get(whole.getClass());
    if (getters.isEmpty()) {
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, MethodHandle> each : getters.entrySet()) {
        Object value = (Object) each.getValue().invokeExact(whole);
        if (value != null) {
          values.put(each.getKey(), value);
        }
      }
      return values;
    } catch (Throwable notReadable) {
      return null;
    }
  }

  @Override
  protected Map<String, MethodHandle> computeValue(Class<?> type) {
    Map<String, MethodHandle> getters = new LinkedHashMap<>();
    try {
      for (Class<?> each = type;
          each != null && each != Object.class;
          each = each.getSuperclass()) {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(each, MethodHandles.lookup());
        for (Field field : each.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !ignored.contains(field.getName())) {
            MethodHandle getter =
                lookup
                    .unreflectGetter(field)
                    .asType(MethodType.methodType(Object.class, Object.class));
            // Two of one name are told apart by their classes.
            if (getters.putIfAbsent(field.getName(), getter) != null) {
              getters.put(each.getName() + "." + field.getName(), getter);
            }
          }
        }
      }
      return getters;
    } catch (IllegalAccessException | LinkageError closed) {
      return NOT_READABLE;
    }
  }
}
