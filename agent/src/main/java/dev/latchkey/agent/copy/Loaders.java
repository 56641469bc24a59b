package dev.latchkey.agent.copy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The class loaders that a value leads to, with a class of each. Confined to one recording. */
final class Loaders {
  private final Map<ClassLoader, Class<?>> classes = new LinkedHashMap<>();

  void add(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    if (!Shaper.isJdk(element)) {
      classes.putIfAbsent(element.getClassLoader(), element);
    }
  }

  /**
   * Returns a class whose loader keeps the others alive anyway, or of unrelated ones the first;
   * null when there is none but the JDK's.
   */
  @Nullable Class<?> anchor() {
    for (Map.Entry<ClassLoader, Class<?>> each : classes.entrySet()) {
      if (isBelow(each.getKey(), classes.keySet())) {
        return each.getValue();
      }
    }
    return classes.isEmpty() ? null : classes.values().iterator().next();
  }

  private static boolean isBelow(ClassLoader loader, Collection<ClassLoader> others) {
    int found = 0;
    for (ClassLoader each = loader; each != null; each = each.getParent()) {
      found += others.contains(each) ? 1 : 0;
    }
    return found == others.size();
  }
}
