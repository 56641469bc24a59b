package dev.latchkey.dashboard.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.latchkey.dashboard.http.Problem.FieldError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the fields of a body and notes what is wrong with each, so that all faults are told at
 * once: read every field, then {@link #check()}. Confined to one call.
 */
public final class JsonBody {
  private final JsonNode root;
  private final List<FieldError> errors = new ArrayList<>();

  private JsonBody(JsonNode root) {
    this.root = root;
  }

  /**
   * Reads a JSON object that may hold only the fields named.
   *
   * @throws ProblemException when it is not a JSON object
   */
  public static JsonBody of(byte[] bytes, Set<String> fields) {
    var body = new JsonBody(parse(bytes));
    body.root
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!fields.contains(name)) {
                body.error(pointer(name), Suggestion.forUnknown("field", name, fields));
              }
            });
    return body;
  }

  /**
   * Checks that a body is a JSON object, and looks no further.
   *
   * @throws ProblemException when it is not
   */
  public static void checkObject(byte[] bytes) {
    parse(bytes);
  }

  private static JsonNode parse(byte[] bytes) {
    JsonNode node;
    try {
      node = bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : Json.read(bytes);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      var where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw new ProblemException(Problem.validation("", "the body is not JSON" + where));
    } catch (IOException e) {
      throw new ProblemException(Problem.validation("", "the body is not JSON"));
    }
    if (!node.isObject()) {
      throw new ProblemException(
          Problem.validation("", "the body is " + kind(node) + ", expected an object"));
    }
    return node;
  }

  /** Returns a boolean field, if it is there. */
  public Optional<Boolean> bool(String name) {
    var node = root.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isBoolean()) {
      wrongType(name, node, "true or false");
      return Optional.empty();
    }
    return Optional.of(node.booleanValue());
  }

  /** Returns a whole number from {@code min} to {@code max}, if it is there. */
  public OptionalInt integer(String name, int min, int max) {
    var node = root.get(name);
    if (node == null) {
      return OptionalInt.empty();
    }
    if (!node.isIntegralNumber()) {
      wrongType(name, node, "a whole number from " + min + " to " + max);
      return OptionalInt.empty();
    }
    if (!node.canConvertToInt() || node.intValue() < min || node.intValue() > max) {
      error(
          pointer(name),
          name + " is " + abbreviated(node.asText()) + ", allowed is " + min + " to " + max);
      return OptionalInt.empty();
    }
    return OptionalInt.of(node.intValue());
  }

  /** Returns a list of 1 to {@code most} whole numbers, each in a range, if it is there. */
  public Optional<List<Integer>> integers(String name, int min, int max, int most) {
    var node = root.get(name);
    if (node == null) {
      return Optional.empty();
    }
    var expected = "1 to " + most + " whole numbers, each from " + min + " to " + max;
    if (!node.isArray()) {
      wrongType(name, node, expected);
      return Optional.empty();
    }
    var numbers = new ArrayList<Integer>();
    for (var each : node) {
      if (each.isIntegralNumber()
          && each.canConvertToInt()
          && each.intValue() >= min
          && each.intValue() <= max) {
        numbers.add(each.intValue());
      }
    }
    if (node.isEmpty() || node.size() > most || numbers.size() < node.size()) {
      error(pointer(name), name + " is " + abbreviated(node.toString()) + ", expected " + expected);
      return Optional.empty();
    }
    return Optional.of(numbers);
  }

  /** Returns a text of at most {@code maxLength} characters, if it is there. */
  public Optional<String> text(String name, int maxLength) {
    var node = root.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      wrongType(name, node, "a text");
      return Optional.empty();
    }
    if (node.textValue().length() > maxLength) {
      error(
          pointer(name),
          name
              + " has "
              + node.textValue().length()
              + " characters, allowed are up to "
              + maxLength);
      return Optional.empty();
    }
    return Optional.of(node.textValue());
  }

  /** Returns a list of 1 or more of these texts, if it is there. */
  public Optional<List<String>> texts(String name, List<String> allowed) {
    var node = root.get(name);
    if (node == null) {
      return Optional.empty();
    }
    var expected = "1 or more of " + String.join(", ", allowed);
    if (!node.isArray()) {
      wrongType(name, node, expected);
      return Optional.empty();
    }
    var texts = new ArrayList<String>();
    node.forEach(each -> texts.add(each.isTextual() ? each.textValue() : ""));
    if (texts.isEmpty() || !allowed.containsAll(texts)) {
      error(pointer(name), name + " is " + abbreviated(node.toString()) + ", expected " + expected);
      return Optional.empty();
    }
    return Optional.of(texts);
  }

  /** Returns a list of 1 to {@code most} texts of any content, if it is there. */
  public Optional<List<String>> texts(String name, int most, int maxLength) {
    var node = root.get(name);
    if (node == null) {
      return Optional.empty();
    }
    var expected = "1 to " + most + " texts of up to " + maxLength + " characters";
    if (!node.isArray()) {
      wrongType(name, node, expected);
      return Optional.empty();
    }
    var texts = new ArrayList<String>();
    for (var each : node) {
      if (each.isTextual() && each.textValue().length() <= maxLength) {
        texts.add(each.textValue());
      }
    }
    if (node.isEmpty() || node.size() > most || texts.size() < node.size()) {
      error(pointer(name), name + " is " + abbreviated(node.toString()) + ", expected " + expected);
      return Optional.empty();
    }
    return Optional.of(texts);
  }

  /** Tells whether a field is there. */
  public boolean has(String name) {
    return root.has(name);
  }

  /** Notes that a field is not there, unless it was found wrong. */
  public void missing(String name, String expected) {
    if (!root.has(name)) {
      error(pointer(name), name + " is missing, expected " + expected);
    }
  }

  /** Notes a fault of one field. */
  public void error(String pointer, String detail) {
    errors.add(new FieldError(pointer, detail));
  }

  /**
   * Ends the reading.
   *
   * @throws ProblemException when any field was wrong
   */
  public void check() {
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.validation(errors));
    }
  }

  private void wrongType(String name, JsonNode node, String expected) {
    error(pointer(name), name + " is " + kind(node) + ", expected " + expected);
  }

  /** Returns the JSON pointer to a field (RFC 6901). */
  private static String pointer(String name) {
    return "/" + abbreviated(name).replace("~", "~0").replace("/", "~1");
  }

  private static String abbreviated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case NUMBER -> "a number";
      case OBJECT -> "an object";
      case STRING -> "a text";
      default -> "empty";
    };
  }
}
