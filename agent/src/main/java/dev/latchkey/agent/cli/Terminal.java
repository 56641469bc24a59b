package dev.latchkey.agent.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/**
 * What can be shown where the output goes: what moves needs a terminal, and colour one that nobody
 * wants to be without. Stateless.
 */
final class Terminal {
  private static final int LEAST_COLUMNS = 40;

  private Terminal() {}

  /** Tells whether a line may be written over and the screen be cleared. */
  static boolean isThere() {
    return moves(isConsole(), System.getenv());
  }

  /** How much room there is. Immutable. */
  record Size(int lines, int columns) {
    /** What every terminal has. */
    static final Size LEAST = new Size(24, 80);
  }

  /** Returns the size of the terminal, or the usual one where it cannot be asked. */
  static Size size() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return answer.matches("\\d{1,4} \\d{1,4}") ? size(answer) : Size.LEAST;
    } catch (IOException none) {
      return Size.LEAST;
    }
  }

  /** A terminal that is told no size says 0. */
  private static Size size(String answer) {
    int blank = answer.indexOf(' ');
    int lines = Integer.parseInt(answer.substring(0, blank));
    int columns = Integer.parseInt(answer.substring(blank + 1));
    return lines < 2 || columns < LEAST_COLUMNS ? Size.LEAST : new Size(lines, columns);
  }

  /** Without regard to {@code NO_COLOR}, which is about colour alone. */
  static boolean moves(boolean console, Map<String, String> variables) {
    return console && !isDumb(variables);
  }

  /** Picocli knows NO_COLOR, CLICOLOR and the terminals of every Java. */
  static boolean hasColours() {
    return Ansi.AUTO.enabled() && !isDumb(System.getenv());
  }

  private static boolean isDumb(Map<String, String> variables) {
    return "dumb".equals(variables.get("TERM"));
  }

  /** From Java 22 on there is a console without a terminal too; before, there is none. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException before22) {
      return true;
    } catch (ReflectiveOperationException unknown) {
      return false;
    }
  }
}
