package dev.latchkey.dashboard.http;

/** Reads query parameters. Stateless. */
public final class Parameters {
  private static final int MINUTE = 60;
  private static final int HOUR = 3_600;

  private Parameters() {}

  /**
   * Returns a span of time such as {@code 20s}, {@code 15m} or {@code 1h} in seconds.
   *
   * @param absent what holds when the parameter is not there
   * @param most the longest span allowed
   * @throws Problem when it is no span, or longer
   */
  public static int seconds(Request request, String name, int absent, int most) {
    String text = request.query().get(name);
    if (text == null) {
      return absent;
    }
    long seconds =
        text.isEmpty()
            ? 0
            : digits(text.substring(0, text.length() - 1)) * unit(text.charAt(text.length() - 1));
    if (seconds < 1 || seconds > most) {
      throw Problem.validation(
          "", name + " is a span such as 20s, 15m or 1h, of 1 s to " + most + " s");
    }
    return (int) seconds;
  }

  /**
   * Returns a whole number.
   *
   * @throws Problem when it is none, or outside of the range
   */
  public static long number(Request request, String name, long absent, long least, long most) {
    String text = request.query().get(name);
    if (text == null) {
      return absent;
    }
    long number = digits(text);
    if (number < least || number > most) {
      throw Problem.validation("", name + " is a whole number from " + least + " to " + most);
    }
    return number;
  }

  /** Returns -1 for what is no number, which no range allows. */
  private static long digits(String text) {
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Long.parseLong(text);
  }

  private static int unit(char unit) {
    return switch (unit) {
      case 's' -> 1;
      case 'm' -> MINUTE;
      case 'h' -> HOUR;
      default -> -1;
    };
  }
}
