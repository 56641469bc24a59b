package dev.latchkey.agent.cli;

import dev.latchkey.runtime.config.EditDistance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All keys of the configuration file, read of the page that documents them, which a test holds
 * against what the reader knows. Immutable.
 */
final class ConfigKeys {
  private static final String PAGE = "dev/latchkey/agent/cli/configuration.md";
  private static final Pattern KEY = Pattern.compile("`[a-z][a-z0-9.\\[\\]-]+`");
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\([^)]+\\)");
  private static final Pattern INDEX = Pattern.compile("\\[\\d+\\]");

  private final Map<String, ConfigKey> keys = new LinkedHashMap<>();
  private final Map<String, String> forms = new LinkedHashMap<>();

  private ConfigKeys(Stream<String> lines) {
    lines.filter(line -> line.startsWith("| ")).forEach(this::take);
  }

  /** Reads the page out of the jar. */
  static ConfigKeys read() {
    try (InputStream in = ConfigKeys.class.getClassLoader().getResourceAsStream(PAGE)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + PAGE);
      }
      return new ConfigKeys(
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void take(String line) {
    String[] cells = line.substring(1, line.lastIndexOf('|')).split("(?<!\\\\)\\|", -1);
    String first = cells[0].strip();
    if (cells.length == 4 && KEY.matcher(first).matches()) {
      String name = words(first);
      keys.put(name, new ConfigKey(name, words(cells[1]), words(cells[2]), words(cells[3])));
    } else if (cells.length == 3) {
      forms.put(words(first), words(cells[1]));
    }
  }

  /** Returns a cell without its markup. */
  private static String words(String cell) {
    return LINK.matcher(cell.strip()).replaceAll("$1").replace("`", "").replace("\\|", "|");
  }

  /** Returns the key of that name; {@code targets[0].ttl} and {@code targets[].ttl} are one. */
  Optional<ConfigKey> of(String name) {
    return Optional.ofNullable(keys.get(INDEX.matcher(name).replaceAll("[]")));
  }

  /** Returns the keys that end so: what a user means who leaves out the beginning. */
  List<ConfigKey> endingIn(String part) {
    return keys.values().stream().filter(key -> key.endsWith(part)).toList();
  }

  /** Returns the key that was misspelt, when it was. */
  Optional<String> near(String name) {
    return EditDistance.nearest(name, keys.keySet());
  }

  /** Returns what stands below a key. */
  List<ConfigKey> below(ConfigKey section) {
    return keys.values().stream().filter(key -> key.isIn(section.name())).toList();
  }

  /** Returns how values of a key's type are written, such as {@code 30s, 3m}; may be empty. */
  String form(ConfigKey key) {
    return forms.getOrDefault(key.type(), "");
  }
}
