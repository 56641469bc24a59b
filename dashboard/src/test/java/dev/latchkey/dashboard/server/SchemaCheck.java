package dev.latchkey.dashboard.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Checks a value against the part of JSON Schema that our document uses. */
final class SchemaCheck {
  private final JsonNode document;
  private final List<String> faults = new ArrayList<>();

  private SchemaCheck(JsonNode document) {
    this.document = document;
  }

  static List<String> faults(JsonNode document, JsonNode schema, JsonNode value) {
    var check = new SchemaCheck(document);
    check.check("", schema, value);
    return check.faults;
  }

  private void check(String at, JsonNode schema, JsonNode value) {
    if (schema.has("$ref")) {
      check(at, document.at(schema.path("$ref").asText().substring(1)), value);
      return;
    }
    if (schema.has("oneOf")) {
      oneOf(at, schema.path("oneOf"), value);
      return;
    }
    if (schema.has("type") && !hasType(schema.path("type"), value)) {
      faults.add(at + " is " + value + ", expected " + schema.path("type"));
      return;
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      faults.add(at + " is " + value + ", expected one of " + schema.path("enum"));
    }
    if (value.isObject()) {
      object(at, schema, value);
    }
    if (value.isArray() && schema.has("items")) {
      value.forEach(item -> check(at + "[]", schema.path("items"), item));
    }
  }

  private void oneOf(String at, JsonNode schemas, JsonNode value) {
    List<String> all = new ArrayList<>();
    for (var each : schemas) {
      var found = faults(document, each, value);
      if (found.isEmpty()) {
        return;
      }
      all.addAll(found);
    }
    faults.add(at + " is none of what it may be: " + all);
  }

  private void object(String at, JsonNode schema, JsonNode value) {
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                faults.add(at + " lacks " + name.asText());
              }
            });
    value
        .fieldNames()
        .forEachRemaining(
            name -> {
              var known = schema.path("properties").path(name);
              var further = schema.path("additionalProperties");
              if (!known.isMissingNode()) {
                check(at + "/" + name, known, value.path(name));
              } else if (further.isObject()) {
                check(at + "/" + name, further, value.path(name));
              } else if (further.isBoolean()) {
                faults.add(at + " has " + name + ", which the document does not know");
              }
            });
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (var candidate : values) {
      if (candidate.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasType(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      for (var one : type) {
        if (hasType(one, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.asText()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException(type.asText());
    };
  }
}
