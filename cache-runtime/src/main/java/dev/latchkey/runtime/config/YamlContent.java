package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.ConfigEdits.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What a YAML text says, without how it is written: mappings, lists and texts. An empty value is an
 * empty mapping. Immutable.
 */
record YamlContent(Map<String, Object> root) {

  /** Returns what a valid configuration says. */
  static YamlContent of(String text) {
    Object root = YamlTree.compose(text).map(YamlContent::value).orElse(Map.of());
    return new YamlContent(mapping(root));
  }

  /** Returns the same with these values. */
  YamlContent with(List<Change> changes) {
    Map<String, Object> changed = root;
    for (Change change : changes) {
      changed = with(changed, List.of(change.key().split("\\.", -1)), change.after());
    }
    return new YamlContent(changed);
  }

  private static Map<String, Object> with(
      Map<String, Object> mapping, List<String> path, String value) {
    Map<String, Object> copy = new LinkedHashMap<>(mapping);
    String key = path.get(0);
    Object wanted =
        path.size() == 1
            ? value
            : with(mapping(mapping.get(key)), path.subList(1, path.size()), value);
    copy.put(key, wanted);
    return copy;
  }

  @SuppressWarnings("unchecked") // value() makes no other maps
  private static Map<String, Object> mapping(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static Object value(Node node) {
    if (Reading.isEmpty(node)) {
      return Map.of();
    }
    if (node instanceof MappingNode mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      mapping
          .getValue()
          .forEach(
              tuple ->
                  map.put(String.valueOf(value(tuple.getKeyNode())), value(tuple.getValueNode())));
      return map;
    }
    if (node instanceof SequenceNode sequence) {
      List<Object> list = new ArrayList<>();
      sequence.getValue().forEach(item -> list.add(value(item)));
      return list;
    }
    return ((ScalarNode) node).getValue();
  }
}
