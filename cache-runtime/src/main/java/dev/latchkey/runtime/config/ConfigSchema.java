package dev.latchkey.runtime.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema (2020-12) of the configuration file, for editors: every key with its form. Made
 * of what {@link ConfigReader} asks for, so that it knows the same keys and the same ranges. What
 * two keys have to do with each other only {@code check-config} knows. Stateless.
 */
public final class ConfigSchema {
  /** Texts that have the reader ask for every key; what is wrong with them is of no interest. */
  private static final List<String> TOURS =
      List.of(
          """
          admin: { tokens: [ { name: a } ] }
          presets: [ a ]
          targets:
            - { name: a, layer: jwt, signature: { key: [ ], input: [ ] }, values: [ { class: a } ], \
          rebuild: { values: [ { class: a } ] }, invalidated-by: [ { class: a }, { sql-table: a } ] }
            - { name: a, layer: session, invalidated-by: [ { class: a }, { sql-table: a } ] }
            - { name: a, tier: full }
          phases: { session: { feed: { kind: notify } } }
          alerts: [ { name: a } ]
          export: { otlp: { endpoint: a } }
          """,
          "admin: { port: 0 }\npresets: auto");

  private ConfigSchema() {}

  /** Returns the schema as mappings, lists and scalars. */
  public static Map<String, Object> document() {
    KeyNotes notes = new KeyNotes();
    TOURS.forEach(text -> ConfigReader.tour(text, notes));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "latchkey.yaml");
    schema.put(
        "description",
        "The configuration of the Latchkey agent; docs/configuration.md says what each key does.");
    schema.putAll(mapping(notes, ""));
    return schema;
  }

  /** A mapping with nothing in it may be left empty. */
  private static Map<String, Object> mapping(KeyNotes notes, String path) {
    KeyNotes.Mapping at = notes.at(path);
    Map<String, Object> properties = new LinkedHashMap<>();
    at.keys().forEach((name, key) -> properties.put(name, key(notes, join(path, name), key)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", at.required().isEmpty() ? List.of("object", "null") : "object");
    schema.put("additionalProperties", false);
    if (!at.required().isEmpty()) {
      schema.put("required", List.copyOf(at.required()));
    }
    schema.put("properties", properties);
    return schema;
  }

  private static Map<String, Object> key(KeyNotes notes, String path, KeyNotes.Key key) {
    List<Object> forms = new ArrayList<>();
    for (ValueType<?> type : key.values()) {
      add(forms, ScalarSchema.of(type));
    }
    if (!key.words().isEmpty()) {
      add(forms, ScalarSchema.words(key.words()));
    }
    if (key.isMapping()) {
      add(forms, mapping(notes, path));
    }
    if (key.isMappings()) {
      add(forms, list(mapping(notes, path + "[]")));
    }
    if (!key.items().isEmpty()) {
      List<Object> items = new ArrayList<>();
      key.items().forEach(type -> add(items, ScalarSchema.of(type)));
      add(forms, list(anyOf(items)));
    }
    Map<String, Object> schema = new LinkedHashMap<>(anyOf(forms));
    String fallback = key.fallback();
    if (fallback != null && key.values().size() == 1) {
      ScalarSchema.value(key.values().iterator().next(), fallback)
          .ifPresent(value -> schema.put("default", value));
    }
    return schema;
  }

  private static Map<String, Object> list(Map<String, Object> items) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", List.of("array", "null"));
    schema.put("items", items);
    return schema;
  }

  private static void add(List<Object> forms, Map<String, Object> form) {
    if (!forms.contains(form)) {
      forms.add(form);
    }
  }

  @SuppressWarnings("unchecked") // add() takes mappings alone
  private static Map<String, Object> anyOf(List<Object> forms) {
    return forms.size() == 1 ? (Map<String, Object>) forms.get(0) : Map.of("anyOf", forms);
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
