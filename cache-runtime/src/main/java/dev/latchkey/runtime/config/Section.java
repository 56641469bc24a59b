package dev.latchkey.runtime.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file. Asking for a key makes it known; keys that nobody asked for are reported
 * in the end. A value that does not suit is reported and answered with the fallback. Confined to
 * the thread that reads.
 */
final class Section {
  private final Reading reading;
  private final String path;
  private final String knownPath;
  private final @Nullable Node node;
  private final int faultsBefore;
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private final Set<String> required = new LinkedHashSet<>();

  /**
   * @param faultsBefore how many problems there were before anything of this section was looked at
   * @param node a mapping, or what stands behind a key with nothing after it; null when the section
   *     is not given, or is something else, which was reported
   */
  Section(Reading reading, String path, String knownPath, int faultsBefore, @Nullable Node node) {
    this.reading = reading;
    this.path = path;
    this.knownPath = knownPath;
    this.faultsBefore = faultsBefore;
    this.node = node;
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(this::take);
    }
  }

  private void take(NodeTuple tuple) {
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      reading.wrongShape(tuple.getKeyNode(), path, "a plain word as the key");
      return;
    }
    String name = key.getValue();
    if (keys.putIfAbsent(name, key) == null) {
      values.put(name, tuple.getValueNode());
      return;
    }
    int first = keys.get(name).getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    report(
        ProblemKind.DUPLICATE_KEY,
        key,
        name,
        pathOf(Reading.shown(name))
            + " is given twice, first in line "
            + first
            + "; "
            + ProblemKind.DUPLICATE_KEY.remedy());
  }

  /** Tells whether nothing was found wrong since this section was entered. */
  boolean sound() {
    return reading.faults() == faultsBefore;
  }

  /** Tells whether the file gives this key. */
  boolean has(String key) {
    return values.containsKey(key);
  }

  /** Returns the keys that the file gives. */
  Set<String> keys() {
    return values.keySet();
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private @Nullable Node ask(String key) {
    if (asked.add(key)) {
      reading.know(known(key));
    }
    return values.get(key);
  }

  private String known(String key) {
    return knownPath.isEmpty() ? key : knownPath + "." + key;
  }

  private void note(String key, Consumer<KeyNotes.Key> what) {
    KeyNotes notes = reading.notes();
    if (notes != null) {
      what.accept(notes.at(knownPath).key(key));
    }
  }

  void noteRequired() {
    KeyNotes notes = reading.notes();
    if (notes != null) {
      notes.at(knownPath).requires(required);
    }
  }

  /** Returns the value of a key, or the fallback when there is none or it does not suit. */
  <T> T value(String key, ValueType<T> type, T fallback) {
    T value = optional(key, type).orElse(fallback);
    note(key, noted -> noted.fallback(type.format(fallback)));
    setting(key, type.format(value));
    return value;
  }

  /** Returns the value of a key that may be absent. */
  <T> Optional<T> optional(String key, ValueType<T> type) {
    Node value = ask(key);
    note(key, noted -> noted.values().add(type));
    return value == null ? Optional.empty() : reading.scalar(value, pathOf(key), type);
  }

  /** Returns the value of a key that must be there; its absence is reported. */
  <T> Optional<T> required(String key, ValueType<T> type) {
    Optional<T> value = optional(key, type);
    required.add(key);
    if (!has(key)) {
      missing(key, type.expected());
    }
    return value;
  }

  void missing(String key, String expected) {
    if (node != null) {
      report(ProblemKind.MISSING, node, key, pathOf(key) + " is missing, expected " + expected);
    }
  }

  /** Returns the items of a list of scalars; those that do not suit are left out and reported. */
  <T> List<T> list(String key, ValueType<T> type, List<T> fallback) {
    Node value = ask(key);
    note(key, noted -> noted.items().add(type));
    if (value == null) {
      return fallback;
    }
    List<T> items = new ArrayList<>();
    int index = 0;
    for (Node item : items(key, value)) {
      reading.scalar(item, pathOf(key) + "[" + index++ + "]", type).ifPresent(items::add);
    }
    return items;
  }

  /** Returns what {@code reader} makes of each mapping in a list. */
  <T> List<T> sections(String key, Function<Section, Optional<T>> reader) {
    Node value = ask(key);
    note(key, KeyNotes.Key::mappings);
    List<T> made = new ArrayList<>();
    if (value == null) {
      return made;
    }
    String known = known(key) + "[]";
    int index = 0;
    for (Node item : items(key, value)) {
      String itemPath = pathOf(key) + "[" + index++ + "]";
      if (Reading.isEmpty(item)) {
        reading.wrongShape(item, itemPath, "a mapping of keys to values");
      } else {
        reader.apply(reading.section(itemPath, known, item)).ifPresent(made::add);
      }
    }
    return made;
  }

  private List<Node> items(String key, Node value) {
    if (Reading.isEmpty(value)) {
      return List.of();
    }
    if (value instanceof SequenceNode sequence && sequence.getTag().equals(Tag.SEQ)) {
      return sequence.getValue();
    }
    reading.wrongShape(value, pathOf(key), "a list");
    return List.of();
  }

  /** Returns the mapping behind a key; absent keys give a section without keys. */
  Section section(String key) {
    Node value = ask(key);
    note(key, KeyNotes.Key::mapping);
    return reading.section(pathOf(key), known(key), value);
  }

  /** Tells whether a list stands behind a key. */
  boolean isList(String key) {
    return values.get(key) instanceof SequenceNode;
  }

  /** Tells whether a single word stands behind a key, and makes the key known if so. */
  boolean isWord(String key, String word) {
    note(key, noted -> noted.words().add(word));
    boolean is = values.get(key) instanceof ScalarNode scalar && scalar.getValue().equals(word);
    if (is) {
      ask(key);
    }
    return is;
  }

  /** Puts a key and its value on the list of effective settings. */
  void setting(String key, String value) {
    if (!knownPath.contains("[]")) {
      Node given = values.get(key);
      Setting.Source source = given == null ? Setting.Source.DEFAULT : Setting.Source.FILE;
      reading.setting(pathOf(key), value, source, Reading.line(given));
    }
  }

  /** Reports a problem at the value of a key, or at the section when the key is absent. */
  void problem(ProblemKind kind, String key, String text) {
    Node at = values.getOrDefault(key, node);
    if (at == null) {
      reading.fault(kind, 0, 0, pathOf(key), text);
    } else {
      report(kind, at, key, text);
    }
  }

  private void report(ProblemKind kind, Node at, String key, String text) {
    reading.report(kind, at, pathOf(key), text);
  }

  void reportUnknownKeys() {
    keys.forEach(
        (name, keyNode) -> {
          if (!asked.contains(name)) {
            String prefix = path.isEmpty() ? "" : path + ".";
            String shown = prefix + Reading.shown(name);
            report(
                ProblemKind.UNKNOWN_KEY,
                keyNode,
                Reading.shown(name),
                "unknown key '" + shown + "'; " + reading.suggestion(prefix, name, asked));
          }
        });
  }
}
