package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a call that keep it out of a cache when they are there. Thread-safe. */
final class Unless {
  private final PathReader[] paths;

  Unless(List<KeyPath> paths) {
    this.paths = PathReader.all(paths);
  }

  /** Returns whether one of the values is neither null nor an empty collection. */
  boolean holds(@Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    for (PathReader each : paths) {
      Object value = each.read(self, arguments, null);
      if (value instanceof Collection<?> many ? !many.isEmpty() : value != null) {
        return true;
      }
    }
    return false;
  }
}
