package dev.latchkey.runtime.pool.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what an index would have to hold for a condition, as PostgreSQL prints conditions: the
 * columns that are compared with {@code =} to a parameter or a constant, each alone or inside
 * {@code lower} or {@code upper}. Stateless.
 */
final class FilterColumns {
  private static final String NAME = "(?:[a-z_][a-z0-9_$]*|\"[^\"]+\")";
  private static final String CAST = "(?:::[a-z][a-z0-9 ]*)?";
  private static final String COLUMN = "\\(*(?:" + NAME + "\\.)?(?<column>" + NAME + ")\\)*" + CAST;
  private static final Pattern EQUALS =
      Pattern.compile(
          "\\(*(?:(?<function>lower|upper)\\()?" + COLUMN + "\\)* = (?:\\(*\\$\\d+|'|\\d).*");

  private FilterColumns() {}

  /**
   * Returns the columns or expressions, in the condition's order; none where rows can match in more
   * than one way, because then no one index finds them.
   */
  static List<String> of(String filter) {
    List<String> found = new ArrayList<>();
    if (filter.contains(" OR ")) {
      return found;
    }
    for (String condition : filter.split(" AND ", -1)) {
      Matcher matcher = EQUALS.matcher(condition);
      if (matcher.matches()) {
        String column = matcher.group("column");
        String function = matcher.group("function");
        found.add(function == null ? column : function + "(" + column + ")");
      }
    }
    return found.stream().distinct().toList();
  }
}
