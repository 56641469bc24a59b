package dev.latchkey.runtime.pool.advice;

/**
 * Numbers the parameters of a statement's shape, {@code ?} to {@code $1}, as the server wants them.
 * Quoted names are left alone; a shape holds no other quotes.
 *
 * @param text the statement with numbered parameters
 * @param count how many there are
 */
record Placeholders(String text, int count) {

  /** Returns the numbered form of {@code shape}. */
  static Placeholders numbered(String shape) {
    var numbered = new StringBuilder(shape.length() + 16);
    int count = 0;
    boolean quoted = false;
    for (int i = 0; i < shape.length(); i++) {
      char c = shape.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      }
      if (c == '?' && !quoted) {
        count++;
        numbered.append('$').append(count);
      } else {
        numbered.append(c);
      }
    }
    return new Placeholders(numbered.toString(), count);
  }
}
