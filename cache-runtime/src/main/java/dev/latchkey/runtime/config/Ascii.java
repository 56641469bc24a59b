package dev.latchkey.runtime.config;

/** Character classes of the file's own small languages, without regular expressions. */
final class Ascii {
  private static final int MAX_NAME = 64;

  private Ascii() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  static boolean isLetter(char c) {
    return isLower(c) || (c >= 'A' && c <= 'Z');
  }

  /** Returns how many digits stand in {@code text} from {@code start} on. */
  static int digits(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end - start;
  }

  /** Tells whether this can name a target, a preset or an alert: 1 to 64 of a-z, 0-9 and -. */
  static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_NAME
        && text.chars().allMatch(c -> isLower((char) c) || isDigit((char) c) || c == '-');
  }

  static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
