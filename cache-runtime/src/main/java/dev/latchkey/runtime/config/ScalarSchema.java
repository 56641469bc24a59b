package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.ValueTypes.Length;
import dev.latchkey.runtime.config.ValueTypes.Percentage;
import dev.latchkey.runtime.config.ValueTypes.WholeNumber;
import dev.latchkey.runtime.config.ValueTypes.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON Schemas of single values. To the reader every value is a text, so that quotation marks make
 * no difference, and any may come from the environment. Stateless.
 */
final class ScalarSchema {
  private static final Map<String, Object> FROM_ENVIRONMENT =
      Map.of("type", "string", "pattern", "\\$\\{");

  private ScalarSchema() {}

  static Map<String, Object> of(ValueType<?> type) {
    if (type == ValueTypes.BOOLEAN) {
      return described(type, List.of(Map.of("enum", List.of(true, false, "true", "false"))));
    }
    if (type == ValueTypes.PORT) {
      return described(
          type,
          List.of(
              integer(0, AdminConfig.MAX_PORT), digits(), Map.of("enum", List.of("off", false))));
    }
    if (type instanceof WholeNumber number) {
      return described(type, List.of(integer(number.min(), number.max()), digits()));
    }
    if (type instanceof Length length) {
      return described(
          type.expected()
              + ", from "
              + Durations.format(length.min())
              + " to "
              + Durations.format(length.max()),
          List.of(pattern("^[0-9]+(ms|s|m|h|d)$"), Map.of("enum", List.of(0, "0"))));
    }
    if (type instanceof Percentage percentage) {
      return described(
          type.expected() + ", from " + percentage.min() + "% to " + percentage.max() + "%",
          List.of(pattern("^[0-9]+%$")));
    }
    if (type instanceof Word<?> word) {
      return described(type, List.of(Map.of("enum", spelled(word))));
    }
    return Map.of("type", List.of("string", "number", "boolean"), "description", type.expected());
  }

  /** Other readers take some words for truth values. */
  static Map<String, Object> words(Collection<String> words) {
    List<Object> values = new ArrayList<>(words);
    if (words.contains("off")) {
      values.add(false);
    }
    return Map.of("enum", values);
  }

  /** Returns a value as JSON has it; nothing for files, whose defaults depend on the user. */
  static Optional<Object> value(ValueType<?> type, String spelled) {
    if (type == ValueTypes.BOOLEAN) {
      return Optional.of(Boolean.valueOf(spelled));
    }
    if (type instanceof WholeNumber || (type == ValueTypes.PORT && !spelled.equals("off"))) {
      return Optional.of(Integer.valueOf(spelled));
    }
    return type == ValueTypes.FILE || type.secret() ? Optional.empty() : Optional.of(spelled);
  }

  private static <E extends Enum<E>> List<String> spelled(Word<E> word) {
    return word.constants().stream().map(word::format).toList();
  }

  private static Map<String, Object> integer(int min, int max) {
    return Map.of("type", "integer", "minimum", min, "maximum", max);
  }

  private static Map<String, Object> digits() {
    return pattern("^-?[0-9]+$");
  }

  private static Map<String, Object> pattern(String pattern) {
    return Map.of("type", "string", "pattern", pattern);
  }

  private static Map<String, Object> described(ValueType<?> type, List<Map<String, Object>> forms) {
    return described(type.expected(), forms);
  }

  private static Map<String, Object> described(String text, List<Map<String, Object>> forms) {
    List<Map<String, Object>> all = new ArrayList<>(forms);
    all.add(FROM_ENVIRONMENT);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", text);
    schema.put("anyOf", all);
    return schema;
  }
}
