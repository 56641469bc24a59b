package dev.latchkey.agent.cli;

/** Breaks sentences into lines for a terminal. Stateless. */
final class Wrapped {
  private Wrapped() {}

  /**
   * Returns a text whose lines are no longer than {@code width}, as far as it has blanks.
   *
   * @param indent where the first line begins already, and the others are to begin
   */
  static String text(String text, int indent, int width) {
    StringBuilder wrapped = new StringBuilder();
    int column = indent;
    for (String word : text.split(" ", -1)) {
      if (wrapped.length() > 0 && column + 1 + word.length() > width) {
        wrapped.append(System.lineSeparator()).append(" ".repeat(indent));
        column = indent;
      } else if (wrapped.length() > 0) {
        wrapped.append(' ');
        column++;
      }
      wrapped.append(word);
      column += word.length();
    }
    return wrapped.toString();
  }
}
