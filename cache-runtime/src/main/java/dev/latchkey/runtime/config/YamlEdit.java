package dev.latchkey.runtime.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Sets one value in the text of a YAML file, and leaves every other character of it as it is:
 * comments, order, quotation marks, the ends of lines. What it makes has to be read again to know
 * that it says what was meant, as {@link ConfigEdits} does. Confined to one edit.
 */
final class YamlEdit {
  private final String text;

  private YamlEdit(String text) {
    this.text = text;
  }

  /**
   * Returns the text with another value, in the key's place where it has one.
   *
   * @param key dotted, such as {@code phases.jwt.rollout}
   * @param value one word that needs no quotation marks
   * @throws ConfigRefusedException when the key's place holds what an edit would lose
   */
  static String set(String text, String key, String value) throws ConfigRefusedException {
    Optional<Node> root = YamlTree.compose(text);
    List<String> path = List.of(key.split("\\.", -1));
    var edit = new YamlEdit(text);
    return root.isEmpty() ? edit.appended(line(path, value), 0) : edit.set(root.get(), path, value);
  }

  private String set(Node root, List<String> path, String value) throws ConfigRefusedException {
    Node at = root;
    Node owner = null;
    for (int depth = 0; depth < path.size(); depth++) {
      List<String> rest = path.subList(depth, path.size());
      if (Reading.isEmpty(at)) {
        return replaced(at, "{ " + line(rest, value) + " }");
      }
      if (!(at instanceof MappingNode mapping)) {
        throw ConfigRefusedException.uneditable(
            String.join(".", path.subList(0, depth)) + " is no mapping in the file");
      }
      Optional<NodeTuple> entry = entry(mapping, path.get(depth));
      if (entry.isEmpty()) {
        return inserted(mapping, owner, rest, value);
      }
      owner = entry.get().getKeyNode();
      at = entry.get().getValueNode();
    }
    return scalar(at, String.join(".", path), value);
  }

  private String scalar(Node at, String key, String value) throws ConfigRefusedException {
    if (!(at instanceof ScalarNode scalar)) {
      throw ConfigRefusedException.uneditable(key + " is no single value in the file");
    }
    if (scalar.getValue().contains(Environment.OPEN)) {
      throw ConfigRefusedException.uneditable(
          key
              + " is taken from the environment in line "
              + Reading.line(at)
              + "; change the variable, or write a value there");
    }
    return replaced(at, value);
  }

  private static Optional<NodeTuple> entry(MappingNode mapping, String key) {
    return mapping.getValue().stream()
        .filter(
            tuple ->
                tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key))
        .findFirst();
  }

  /** Returns {@code a: { b: c }} for a path of two. */
  private static String line(List<String> path, String value) {
    return path.size() == 1
        ? path.get(0) + ": " + value
        : path.get(0) + ": { " + line(path.subList(1, path.size()), value) + " }";
  }

  private String replaced(Node node, String replacement) {
    int start = offset(node.getStartMark());
    int end = offset(node.getEndMark());
    boolean glued = start > 0 && !Character.isWhitespace(text.charAt(start - 1)) && start == end;
    return text.substring(0, start) + (glued ? " " : "") + replacement + text.substring(end);
  }

  private String inserted(
      MappingNode mapping, @Nullable Node owner, List<String> path, String value) {
    List<NodeTuple> entries = mapping.getValue();
    String entry = line(path, value);
    if (mapping.getFlowStyle() == FlowStyle.FLOW) {
      if (entries.isEmpty()) {
        int inside = offset(mapping.getStartMark()) + 1;
        return text.substring(0, inside)
            + " "
            + entry
            + " "
            + text.substring(inside).stripLeading();
      }
      int end = offset(entries.get(entries.size() - 1).getValueNode().getEndMark());
      return text.substring(0, end) + ", " + entry + text.substring(end);
    }
    int column = column(entries.get(0).getKeyNode());
    return beside(entries, owner)
        .map(node -> lineAfter(node, entry, column))
        .orElseGet(() -> appended(entry, column));
  }

  /**
   * Returns what the new line comes after: the last neighbour that is a line of its own, or else
   * the key above, so that a comment between two entries stays above the one that it is about.
   */
  private static Optional<Node> beside(List<NodeTuple> entries, @Nullable Node owner) {
    if (owner == null) {
      return Optional.empty();
    }
    Node found = owner;
    for (NodeTuple each : entries) {
      Node value = each.getValueNode();
      if (value instanceof ScalarNode && lastLine(value) == Reading.line(each.getKeyNode())) {
        found = value;
      }
    }
    return Optional.of(found);
  }

  private String lineAfter(Node node, String entry, int column) {
    int end = text.indexOf('\n', offset(node.getEndMark()));
    if (end < 0) {
      return appended(entry, column);
    }
    return text.substring(0, end + 1)
        + " ".repeat(column)
        + entry
        + lineEnd()
        + text.substring(end + 1);
  }

  private String appended(String entry, int column) {
    String before = text.isEmpty() || text.endsWith("\n") ? text : text + lineEnd();
    return before + " ".repeat(column) + entry + lineEnd();
  }

  private String lineEnd() {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }

  /** Marks count code points. */
  private int offset(Optional<Mark> mark) {
    return text.offsetByCodePoints(0, mark.orElseThrow().getIndex());
  }

  private static int column(Node node) {
    return node.getStartMark().map(Mark::getColumn).orElse(0);
  }

  private static int lastLine(Node node) {
    return node.getEndMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
