package dev.latchkey.dashboard.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads and writes JSON. A figure that is not there is null, never 0. Stateless. */
public final class Json {
  /** A name that is given twice, or text after the value, is a mistake and not a choice. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final double DIGITS = 1e4;

  private Json() {}

  /** Returns an empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Returns an empty array. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** Returns the text of a tree. */
  public static String write(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns the tree of a text.
   *
   * @throws JsonProcessingException when it is not one JSON value, or names something twice
   */
  public static JsonNode read(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /** Puts a figure with four decimal places, or null when there is none. */
  public static void put(ObjectNode object, String name, double figure) {
    if (Double.isFinite(figure)) {
      object.put(name, rounded(figure));
    } else {
      object.putNull(name);
    }
  }

  /** Adds a figure with four decimal places, or null when there is none. */
  public static void add(ArrayNode array, double figure) {
    if (Double.isFinite(figure)) {
      array.add(rounded(figure));
    } else {
      array.addNull();
    }
  }

  private static double rounded(double figure) {
    return Math.abs(figure) > 1e9 ? Math.rint(figure) : Math.rint(figure * DIGITS) / DIGITS;
  }
}
