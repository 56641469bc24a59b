package dev.latchkey.agent.copy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;

/**
 * Something kept with each class for as long as the class lives, and taken out of all classes when
 * this is closed, so that nothing of the agent stays in them. Thread-safe.
 */
final class PerClass<T> implements AutoCloseable {
  private final Set<Class<?>> known =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private final ClassValue<T> values;

  PerClass(Function<Class<?>, T> finder) {
    values =
        new ClassValue<>() {
          @Override
          protected T computeValue(Class<?> type) {
            known.add(type);
            return finder.apply(type);
          }
        };
  }

  T of(Class<?> type) {
    return values.get(type);
  }

  @Override
  public void close() {
    List<Class<?>> classes;
    synchronized (known) {
      classes = new ArrayList<>(known);
      known.clear();
    }
    classes.forEach(values::remove);
  }
}
