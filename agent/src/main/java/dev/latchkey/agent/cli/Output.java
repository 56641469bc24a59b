package dev.latchkey.agent.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a command shows its answer, again and again if it is asked to. */
final class Output {
  private static final long PAUSE_MILLIS = 2_000;
  private static final int LEAST_SENTENCE = 24;
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Option(names = "--json", description = "The API's answer, one JSON value a line.")
  private boolean json;

  @Option(
      names = "--plain",
      description = "One record a line, fields separated by tabs, no colour.")
  private boolean plain;

  @Option(
      names = "--watch",
      description = "Again every two seconds, until Ctrl-C; not where something is changed.")
  private boolean watch;

  @Option(
      names = "--no-color",
      description = "No colour, as NO_COLOR, TERM=dumb and a pipe have it too.")
  private boolean noColor;

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandSpec spec;

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  Output() {}

  /** What is shown once. */
  interface View {
    void show() throws CommandException;
  }

  /** Shows it once, or until the user ends it. */
  int run(View view) throws CommandException {
    if (json && plain) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--json and --plain exclude each other");
    }
    while (true) {
      if (watch && moves()) {
        out().print(CLEAR);
      }
      view.show();
      out().flush();
      if (!watch) {
        return CommandLine.ExitCode.OK;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        return ExitCodes.INTERRUPTED;
      }
    }
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Returns a bar for work of so many steps. */
  Progress progress(String what, int steps) {
    return new Progress(err(), what, steps, moves());
  }

  /** Tells whether it is shown again and again. */
  boolean isWatched() {
    return watch;
  }

  boolean isJson() {
    return json;
  }

  boolean isPlain() {
    return plain;
  }

  /** Returns the word in the colour of its level, where there are colours; the word says it all. */
  String painted(String level, String word) {
    String code =
        switch (level) {
          case "ok", "good", "pass" -> "32";
          case "warn" -> "33";
          case "bad", "fail" -> "31";
          default -> "1";
        };
    return colors() && !plain ? "\u001b[" + code + "m" + word + "\u001b[0m" : word;
  }

  private boolean colors() {
    return !noColor && Terminal.hasColours();
  }

  /** Tells whether a person looks at it, for whom a line may be written over. */
  boolean moves() {
    return Terminal.isThere() && !json && !plain;
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /**
   * Prints a table, each column as wide as it has to be; one record a line with {@code --plain}.
   */
  void table(List<String> heads, List<List<String>> rows) {
    if (plain) {
      rows.forEach(row -> out().println(String.join("\t", row)));
      return;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(heads);
    lines.addAll(rows);
    int[] widths = new int[heads.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    int columns = moves() ? Terminal.size().columns() : Integer.MAX_VALUE;
    for (List<String> line : lines) {
      out().println(row(line, widths, columns));
    }
  }

  /** What does not fit goes on below, in the last column, where sentences are. */
  private static String row(List<String> line, int[] widths, int columns) {
    StringBuilder text = new StringBuilder();
    int last = widths.length - 1;
    for (int i = 0; i < last; i++) {
      text.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
    }
    boolean wraps = columns - text.length() >= LEAST_SENTENCE;
    text.append(wraps ? Wrapped.text(line.get(last), text.length(), columns) : line.get(last));
    return text.toString().stripTrailing();
  }
}
