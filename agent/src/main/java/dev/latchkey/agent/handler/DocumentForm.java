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
  private final PathReader[] paths;
  private final int textIndex;
  private final Rebuilder rebuilder;
  private final JsonTree json = new JsonTree();
  private final @Nullable Selection selection;

  DocumentForm(TargetConfig config) {
    paths = PathReader.all(config.document());
    textIndex = config.text().map(config.document()::indexOf).orElse(0);
    rebuilder = new Rebuilder(config.rebuild(), paths.length);
    selection = config.fetch().selectedBy().map(Selection::new).orElse(null);
  }

  /** Returns whether the argument only chooses from the key set, once there is one. */
  boolean isSelectedBy(int argument) {
    return selection != null && selection.argument() == argument;
  }

  /**
   * A document.
   *
   * @param attributes the other values of the result, plain and copied
   */
  record Parts(String text, List<?> attributes) {}

  /**
   * Returns the document of a fetch, or nothing when it has none that its result could be made from
   * again.
   *
   * @param type what the woven method returns
   */
  Optional<Parts> document(Object result, Class<?> type, FetchOrigin origin) throws Throwable {
    if (selection == null) {
      return parts(result, type, origin.self(), origin.receiver());
    }
    Optional<Parts> whole = values(result, origin.self()).map(this::parts);
    return whole.isPresent() && result.equals(result(whole.get(), type, origin))
        ? whole
        : Optional.empty();
  }

  /**
   * Returns a new result for a call, or null when there is no way to make one.
   *
   * @throws Throwable what the application's own code throws for this document
   */
  @Nullable Object result(Parts document, Class<?> type, FetchOrigin origin) throws Throwable {
    Object whole = rebuild(document, type, origin.receiver());
    return selection == null || whole == null ? whole : selection.from(whole, origin.arguments());
  }

  /**
   * Returns the document in a result, or nothing when the result has none that could be rebuilt.
   *
   * @param type what the woven method returns
   * @param receiver the class of the object that it was called on; null for a static method
   */
  Optional<Parts> parts(Object result, Class<?> type, @Nullable Class<?> receiver)
      throws Throwable {
    return parts(result, type, null, receiver);
  }

  private Optional<Parts> parts(
      Object result, Class<?> type, @Nullable Object self, @Nullable Class<?> receiver)
      throws Throwable {
    if (paths.length == 0) {
      return text(result).map(text -> new Parts(text, List.of()));
    }
    Optional<@Nullable Object[]> values = values(result, self);
    return values.isPresent() && rebuilder.makes(result, type, receiver, values.get())
        ? values.map(this::parts)
        : Optional.empty();
  }

  private Parts parts(@Nullable Object[] values) {
    return new Parts((String) values[textIndex], without(values, textIndex));
  }

  /** Returns what the paths lead to, copied; nothing when one is not plain, or there is no text. */
  private Optional<@Nullable Object[]> values(Object result, @Nullable Object self)
      throws Throwable {
    @Nullable Object[] values = new @Nullable Object[paths.length];
    for (int i = 0; i < values.length; i++) {
      Object value = paths[i].read(self, new Object[0], result);
      if (!PlainValues.isPlain(value)) {
        return Optional.empty();
      }
      values[i] = PlainValues.copy(value);
    }
    return values[textIndex] instanceof String ? Optional.of(values) : Optional.empty();
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
    if (paths.length == 0) {
      return whole(document.text(), type);
    }
    List<@Nullable Object> values = new ArrayList<>(paths.length);
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
