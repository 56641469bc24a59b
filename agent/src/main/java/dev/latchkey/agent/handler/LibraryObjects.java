package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.Copying;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a library inside its results that can be made again, by the names of their
 * classes. A subclass may hold more, and is not meant. Immutable.
 */
final class LibraryObjects {
  private final Map<String, Maker> makers = new HashMap<>();
  private final Set<String> lists;

  LibraryObjects(Copying config) {
    config.values().forEach(each -> makers.put(each.className(), new Maker(each)));
    lists = Set.copyOf(config.lists());
  }

  /** Returns what makes objects of this one's class. */
  Optional<Maker> maker(Object value) {
    return makers.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(makers.get(value.getClass().getName()));
  }

  /** Returns whether an object is a list and nothing more. */
  boolean isList(Object value) {
    return value instanceof List<?> && lists.contains(value.getClass().getName());
  }

  /** Takes objects of one class apart and makes them again. Thread-safe. */
  static final class Maker {
    private final PathReader[] paths;
    private final Rebuilder rebuilder;

    private Maker(Copying.Item config) {
      paths = PathReader.all(config.parts());
      rebuilder = new Rebuilder(config.method(), config.parts().size());
    }

    List<@Nullable Object> parts(Object value) throws Throwable {
      List<@Nullable Object> parts = new ArrayList<>(paths.length);
      for (PathReader each : paths) {
        parts.add(each.read(null, new Object[0], value));
      }
      return parts;
    }

    boolean makes(Object value, List<@Nullable Object> parts) {
      return rebuilder.makes(value, value.getClass(), null, parts.toArray());
    }

    @Nullable Object make(Class<?> type, @Nullable Object[] parts) throws Throwable {
      return rebuilder.make(type, null, parts);
    }
  }
}
