package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.Immutables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Values that can be kept without keeping anything of the application: immutable ones of the JDK,
 * and its lists and maps of those, which are copied. Stateless.
 */
final class PlainValues {
  private static final int DEEPEST = 8;

  private PlainValues() {}

  /** Returns whether {@link #copy} gives an equal value that shares nothing mutable. */
  static boolean isPlain(@Nullable Object value) {
    return isPlain(value, 0);
  }

  private static boolean isPlain(@Nullable Object value, int depth) {
    if (value == null || Immutables.SCALARS.contains(value.getClass())) {
      return true;
    }
    if (depth == DEEPEST || value.getClass().getClassLoader() != null) {
      return false;
    }
    if (value instanceof List<?> list) {
      return list.stream().allMatch(item -> isPlain(item, depth + 1));
    }
    // A sorted map may compare its keys by more than their equality.
    return value instanceof Map<?, ?> map
        && !(map instanceof SortedMap)
        && map.entrySet().stream()
            .allMatch(
                entry ->
                    isPlain(entry.getKey(), depth + 1) && isPlain(entry.getValue(), depth + 1));
  }

  /** Returns whether the value can be shared and leads to no class loader of the application. */
  static boolean isImmutable(Object value) {
    return Immutables.SCALARS.contains(value.getClass());
  }

  /** Returns a plain value again, lists and maps as new mutable ones. */
  static @Nullable Object copy(@Nullable Object value) {
    if (value instanceof List<?> list) {
      List<@Nullable Object> copies = new ArrayList<>(list.size());
      list.forEach(item -> copies.add(copy(item)));
      return copies;
    }
    if (value instanceof Map<?, ?> map) {
      Map<@Nullable Object, @Nullable Object> copies = new LinkedHashMap<>();
      map.forEach((key, item) -> copies.put(copy(key), copy(item)));
      return copies;
    }
    return value;
  }
}
