package dev.latchkey.runtime.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the reader asked for while it read: which keys a mapping may have and of what kind each is.
 * Confined to the thread that reads.
 */
final class KeyNotes {
  private final Map<String, Mapping> mappings = new LinkedHashMap<>();

  /** The keys of a mapping, by the order in which they are asked for. */
  static final class Mapping {
    private final Map<String, Key> keys = new LinkedHashMap<>();
    private @Nullable Set<String> required;

    Map<String, Key> keys() {
      return keys;
    }

    /** Returns the keys that no item may be without. */
    Set<String> required() {
      Set<String> known = required;
      return known == null ? Set.of() : known;
    }

    Key key(String name) {
      return keys.computeIfAbsent(name, unused -> new Key());
    }

    /** Takes in what one mapping of the kind had to have. */
    void requires(Set<String> names) {
      Set<String> known = required;
      if (known == null) {
        required = new LinkedHashSet<>(names);
      } else {
        known.retainAll(names);
      }
    }
  }

  /** What may stand behind a key. */
  static final class Key {
    private final Set<ValueType<?>> values = new LinkedHashSet<>();
    private final Set<ValueType<?>> items = new LinkedHashSet<>();
    private final Set<String> words = new LinkedHashSet<>();
    private @Nullable String fallback;
    private boolean mapping;
    private boolean mappings;

    Set<ValueType<?>> values() {
      return values;
    }

    Set<ValueType<?>> items() {
      return items;
    }

    Set<String> words() {
      return words;
    }

    /** Returns the value when the file says nothing, as it would spell it. */
    @Nullable String fallback() {
      return fallback;
    }

    void fallback(String spelled) {
      fallback = spelled;
    }

    boolean isMapping() {
      return mapping;
    }

    void mapping() {
      mapping = true;
    }

    boolean isMappings() {
      return mappings;
    }

    void mappings() {
      mappings = true;
    }
  }

  /** Returns the mapping at a path, with [] for the place in a list; empty for the whole file. */
  Mapping at(String path) {
    return mappings.computeIfAbsent(path, unused -> new Mapping());
  }
}
