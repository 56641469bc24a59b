package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.store.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a fetch's result holds a key-set document: the result is the text itself or the tree that was
 * read from it, or it has values of which one is the text, and can be made from them again.
 *
 * <p>Thread-safe; keeps no object or class of the application.
 */
final class DocumentForm {
  private final List<PathReader> paths;
  private final int textIndex;
  private final Rebuilder rebuilder;
  private final JsonTree json = new JsonTree();

  DocumentForm(TargetConfig config) {
    paths = PathReader.all(config.document());
    textIndex = config.text().map(config.document()::indexOf).orElse(0);
    rebuilder = new Rebuilder(config.rebuild(), paths.size());
  }

  /**
   * A document.
   *
   * @param attributes the other values of the result, plain and copied
   */
  record Parts(String text, List<?> attributes) {}

  /**
   * Returns the document in a result, or nothing when the result has none that could be rebuilt.
   *
   * @param type what the woven method returns
   * @param receiver the class of the object that it was called on; null for a static method
   */
  Optional<Parts> parts(Object result, Class<?> type, @Nullable Class<?> receiver)
      throws Throwable {
    if (paths.isEmpty()) {
      return text(result).map(text -> new Parts(text, List.of()));
    }
    @Nullable Object[] values = new @Nullable Object[paths.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = paths.get(i).read(null, new Object[0], result);
      if (!PlainValues.isPlain(value)) {
        return Optional.empty();
      }
      values[i] = PlainValues.copy(value);
    }
    return values[textIndex] instanceof String text
            && rebuilder.makes(result, type, receiver, values)
        ? Optional.of(new Parts(text, without(values, textIndex)))
        : Optional.empty();
  }

  private static List<@Nullable Object> without(@Nullable Object[] values, int index) {
    List<@Nullable Object> others = new ArrayList<>(Arrays.asList(values));
    others.remove(index);
    return others;
  }

  /**
   * Returns a new result of {@code type} that holds the document, or null when there is no way to
   * make one.
   */
  @Nullable Object rebuild(Parts document, Class<?> type, @Nullable Class<?> receiver)
      throws Throwable {
    if (paths.isEmpty()) {
      return whole(document.text(), type);
    }
    List<@Nullable Object> values = new ArrayList<>(paths.size());
    document.attributes().forEach(value -> values.add(PlainValues.copy(value)));
    values.add(textIndex, document.text());
    return rebuilder.make(type, receiver, values.toArray());
  }

  private @Nullable Object whole(String text, Class<?> type) {
    if (type == String.class) {
      return text;
    }
    if (type == byte[].class) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    return Map.class.isAssignableFrom(type) && type.isAssignableFrom(LinkedHashMap.class)
        ? json.read(text)
        : null;
  }

  /** A byte array is taken only if it is well-formed UTF-8, because it is rebuilt from the text. */
  private Optional<String> text(Object result) {
    if (result instanceof String text) {
      return Optional.of(text);
    }
    if (result instanceof byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      return Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))
          ? Optional.of(text)
          : Optional.empty();
    }
    return result instanceof Map<?, ?> map && PlainValues.isPlain(map)
        ? json.write(map)
        : Optional.empty();
  }
}
