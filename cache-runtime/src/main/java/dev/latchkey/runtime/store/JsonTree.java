package dev.latchkey.runtime.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;

/**
 * Objects of the JDK, as JSON readers make them, to text and back. Thread-safe.
 *
 * <p>The mapper keeps what it knows of classes for ever, so it may see the JDK's classes only.
 */
public final class JsonTree {
  private static final int MAX_TEXT = 512 * 1024;

  /** Made with the first tree: a mapper loads what the application's start must not find loaded. */
  private final Lazy<ObjectMapper> mapper = new Lazy<>(JsonTree::newMapper);

  private static ObjectMapper newMapper() {
    return new ObjectMapper(BoundedJson.factory(MAX_TEXT))
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * Returns the JSON of {@code tree}, or nothing when reading it would not give an equal tree: JSON
   * knows fewer types than Java.
   *
   * @param tree of maps, lists, strings, numbers and truths of the JDK, without cycles
   */
  public Optional<String> write(Map<?, ?> tree) {
    try {
      String text = mapper.get().writeValueAsString(tree);
      return mapper.get().readValue(text, Map.class).equals(tree)
          ? Optional.of(text)
          : Optional.empty();
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  /**
   * Returns a new tree of mutable maps and lists in the order of the text.
   *
   * @throws IllegalArgumentException when the text is no JSON object that {@link #write} made
   */
  public Map<?, ?> read(String text) {
    try {
      return mapper.get().readValue(text, Map.class);
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException("not a JSON object of ours");
    }
  }
}
