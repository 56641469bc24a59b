package dev.latchkey.agent.copy;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;

/** How large a value may be: rule SES-21. Confined to one recording. */
final class Budget {
  private static final int MOST_OBJECTS = 1_000;
  private static final int MOST_BYTES = 64 * 1024;
  private static final int DEEPEST = 100;

  private static final int OBJECT_BYTES = 32;
  private static final int STRING_BYTES = 48;
  private static final int ELEMENT_BYTES = 32;

  private int objects;
  private long bytes;
  private int depth;

  int objects() {
    return objects;
  }

  int bytes() {
    return (int) bytes;
  }

  /**
   * Counts an object, and that what comes is a part of it until it is left.
   *
   * @throws NotCopyableException when that is too much
   */
  void enter(Object value) throws NotCopyableException {
    bytes += bytes(value);
    if (++objects > MOST_OBJECTS) {
      throw new NotCopyableException("the value has more than " + MOST_OBJECTS + " objects");
    }
    if (bytes > MOST_BYTES) {
      throw new NotCopyableException("the value is larger than " + MOST_BYTES + " bytes");
    }
    if (++depth > DEEPEST) {
      throw new NotCopyableException("the value is nested deeper than " + DEEPEST + " objects");
    }
  }

  void leave() {
    depth--;
  }

  /** Characters count two bytes each: whether one would do is not worth looking for. */
  private static long bytes(Object value) {
    if (value instanceof String text) {
      return STRING_BYTES + 2L * text.length();
    }
    if (value.getClass().isArray()) {
      return OBJECT_BYTES + 8L * Array.getLength(value);
    }
    if (value instanceof Collection<?> collection && Shaper.isJdk(value.getClass())) {
      return OBJECT_BYTES + (long) ELEMENT_BYTES * collection.size();
    }
    return value instanceof Map<?, ?> map && Shaper.isJdk(value.getClass())
        ? OBJECT_BYTES + 2L * ELEMENT_BYTES * map.size()
        : OBJECT_BYTES;
  }
}
