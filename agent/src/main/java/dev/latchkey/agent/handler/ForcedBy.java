package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a call by which a library says that the key set it has is not what it needs.
 * Thread-safe.
 */
final class ForcedBy {
  private final PathReader[] paths;

  ForcedBy(List<KeyPath> paths) {
    this.paths = PathReader.all(paths);
  }

  /** Returns whether one of the values is neither null, false nor empty. */
  boolean holds(@Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    for (PathReader each : paths) {
      Object value = each.read(self, arguments, null);
      boolean absent =
          value == null
              || value.equals(false)
              || (value instanceof Collection<?> many && many.isEmpty());
      if (!absent) {
        return true;
      }
    }
    return false;
  }
}
