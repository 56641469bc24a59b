package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.ConfigSyntaxException;
import dev.latchkey.runtime.config.KeyPath;
import org.jspecify.annotations.Nullable;

/** One part of an object of a library, by its path. Thread-safe. */
final class ObjectPart {
  private static final Object[] NO_ARGUMENTS = {};

  private final PathReader path;

  ObjectPart(String path) {
    try {
      this.path = new PathReader(KeyPath.parse(path));
    } catch (ConfigSyntaxException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  /** Returns the part; null when there is none, or none that can be read. */
  @Nullable Object of(Object whole) {
    try {
      return path.read(whole, NO_ARGUMENTS, null);
    } catch (Throwable notReadable) {
      return null;
    }
  }
}
