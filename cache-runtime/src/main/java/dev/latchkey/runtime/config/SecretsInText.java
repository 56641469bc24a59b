package dev.latchkey.runtime.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Hides the secrets of a file in its text. Stateless. */
final class SecretsInText {
  private SecretsInText() {}

  /** Returns the text with a mask in the place of each of these values. */
  static String masked(String text, List<Node> secrets) {
    List<Node> fromTheEnd = new ArrayList<>(secrets);
    fromTheEnd.sort(
        Comparator.comparingInt((Node node) -> node.getStartMark().orElseThrow().getIndex())
            .reversed());
    var masked = new StringBuilder(text);
    for (Node each : fromTheEnd) {
      masked.replace(
          offset(text, each.getStartMark().orElseThrow()),
          offset(text, each.getEndMark().orElseThrow()),
          Secret.MASK);
    }
    return masked.toString();
  }

  private static int offset(String text, Mark mark) {
    return text.offsetByCodePoints(0, mark.getIndex());
  }
}
