package dev.latchkey.agent.copy;

import java.util.Map;

/** How objects of each class are copied, or why not, found out once. Thread-safe. */
final class Shapes implements AutoCloseable {
  private final Shaper shaper;
  private final PerClass<Object> found;

  Shapes(Shaper shaper) {
    this.shaper = shaper;
    found = new PerClass<>(this::find);
  }

  private Object find(Class<?> type) {
    try {
      return shaper.find(type);
    } catch (NotCopyableException refused) {
      return refused.reason();
    }
  }

  /**
   * Returns how objects of this very class are copied.
   *
   * @throws NotCopyableException when they are not
   */
  Shape of(Class<?> type) throws NotCopyableException {
    if (found.of(type) instanceof Shape shape) {
      return shape;
    }
    throw new NotCopyableException((String) found.of(type));
  }

  /** See {@link Shaper#isReordered}. */
  boolean isReordered(Map<?, ?> map) throws NotCopyableException {
    return shaper.isReordered(map);
  }

  @Override
  public void close() {
    found.close();
  }
}
