package dev.latchkey.runtime.feed;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of PostgreSQL that is watched, as the catalogue spells it. Immutable.
 *
 * @param schema the schema; {@code public} where the user names none
 */
public record FeedTable(String schema, String name) {
  private static final String PART = "([A-Za-z_][A-Za-z0-9_$]{0,62}|\"[^\"]{1,63}\")";
  private static final Pattern FORM = Pattern.compile("(?:" + PART + "\\.)?" + PART);

  /**
   * Returns the table that a text such as {@code users}, {@code auth.users} or {@code auth."Users"}
   * names, folded as PostgreSQL folds names; nothing for any other text.
   */
  public static Optional<FeedTable> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String schema = parts.group(1);
    return Optional.of(
        new FeedTable(schema == null ? "public" : folded(schema), folded(parts.group(2))));
  }

  private static String folded(String part) {
    return part.startsWith("\"")
        ? part.substring(1, part.length() - 1)
        : part.toLowerCase(Locale.ROOT);
  }

  /** Returns the table as SQL names it, whatever its characters. */
  String quoted() {
    return quoted(schema) + "." + quoted(name);
  }

  private static String quoted(String part) {
    return '"' + part.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
