package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.ConfigEdits.Line;
import java.util.ArrayList;
import java.util.List;

/** Tells what an edit by {@link YamlEdit} did, which changes lines and adds some. Stateless. */
final class EditedLines {
  private EditedLines() {}

  static List<Line> of(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> now = after.lines().toList();
    List<Line> edited = new ArrayList<>();
    int added = now.size() - old.size();
    int from = 0;
    for (int at = 0; at < now.size(); at++) {
      boolean left = from < old.size();
      if (left && now.get(at).equals(old.get(from))) {
        from++;
      } else if (added > 0 && isNew(old, now, from, at)) {
        added--;
        edited.add(new Line(at + 1, null, now.get(at)));
      } else {
        edited.add(new Line(at + 1, left ? old.get(from) : null, now.get(at)));
        from++;
      }
    }
    return edited;
  }

  /** A line is new when what stood here comes after it, or nothing did. */
  private static boolean isNew(List<String> old, List<String> now, int from, int at) {
    if (from >= old.size()) {
      return true;
    }
    return now.subList(at + 1, now.size()).contains(old.get(from));
  }
}
