package dev.latchkey.runtime.metrics;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Read-only copies that keep the order of the enum, which {@code Map.copyOf} would shuffle. */
final class EnumMaps {
  private EnumMaps() {}

  static <K extends Enum<K>, V> Map<K, V> copyOf(Map<K, V> map, Class<K> keys) {
    var copy = new EnumMap<K, V>(keys);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }

  static <K extends Enum<K>, L extends Enum<L>, V> Map<K, Map<L, V>> copyOfNested(
      Map<K, Map<L, V>> map, Class<K> keys, Class<L> innerKeys) {
    var copy = new EnumMap<K, Map<L, V>>(keys);
    map.forEach((key, inner) -> copy.put(key, copyOf(inner, innerKeys)));
    return Collections.unmodifiableMap(copy);
  }
}
