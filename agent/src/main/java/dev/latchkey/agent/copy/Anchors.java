package dev.latchkey.agent.copy;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is recorded of the application's objects where the application's classes are, so that
 * it goes with them: a template held by a cache does not keep a class loader alive.
 *
 * <p>The class holds the map, the map the recorded part for as long as its template lives. The
 * template reaches the part by a weak reference only. Thread-safe.
 */
final class Anchors implements AutoCloseable {
  private final PerClass<Map<Template, Part>> held =
      new PerClass<>(type -> Collections.synchronizedMap(new WeakHashMap<>()));

  /**
   * Returns a template of the part.
   *
   * @param anchor a class whose loader sees all classes of the value; null when the JDK's are all
   */
  Template hold(@Nullable Class<?> anchor, Part root, Template.Size size) {
    if (anchor == null) {
      return new Template(root, new WeakReference<>(root), size);
    }
    Template template = new Template(null, new WeakReference<>(root), size);
    held.of(anchor).put(template, root);
    return template;
  }

  @Override
  public void close() {
    held.close();
  }
}
