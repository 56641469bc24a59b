package dev.latchkey.runtime.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;

/** Says in one line what the YAML engine says in eight. */
final class SyntaxProblems {
  private SyntaxProblems() {}

  /** Reports what {@code thrown} says about {@code text}. */
  static void report(RuntimeException thrown, String text, Reading reading) {
    if (thrown instanceof MarkedYamlEngineException marked) {
      Optional<Mark> mark = marked.getProblemMark().or(marked::getContextMark);
      int line = mark.map(m -> m.getLine() + 1).orElse(0);
      int column = mark.map(m -> m.getColumn() + 1).orElse(0);
      report(reading, line, column, complaint(marked) + hint(text, line));
    } else if (thrown instanceof ReaderException reader && reader.getPosition() >= 0) {
      int end =
          text.offsetByCodePoints(
              0, Math.min(reader.getPosition(), text.codePointCount(0, text.length())));
      int line = 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
      int column = end - text.lastIndexOf('\n', end - 1);
      report(reading, line, column, "a character that YAML does not allow");
    } else {
      String message = Reading.shown(String.valueOf(thrown.getMessage()));
      report(reading, 0, 0, thrown.getClass().getSimpleName() + ", " + message);
    }
  }

  /** The engine's words, where they say what a person can do. */
  private static String complaint(MarkedYamlEngineException thrown) {
    String problem = String.valueOf(thrown.getProblem());
    String context = String.valueOf(thrown.getContext());
    if (problem.contains("(TAB)")) {
      return "a tab stands here, and YAML is indented with spaces";
    }
    if (problem.contains("another document")) {
      return "a second document begins here, and a configuration is one";
    }
    if (context.contains("quoted scalar") && problem.contains("end of stream")) {
      return "the quotation mark"
          + thrown
              .getContextMark()
              .map(m -> " in line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
              .orElse("")
          + " is never closed";
    }
    return problem;
  }

  private static void report(Reading reading, int line, int column, String complaint) {
    reading.fault(
        ProblemKind.SYNTAX,
        line,
        column,
        "",
        "not valid YAML: " + complaint + "; " + ProblemKind.SYNTAX.remedy());
  }

  /** The engine cannot know why a brace is in the way; mostly it is a variable without quotes. */
  private static String hint(String text, int line) {
    boolean variable =
        text.lines().skip(Math.max(0, line - 1L)).findFirst().orElse("").contains(Environment.OPEN);
    return variable ? " (inside { } or [ ] a value with ${...} needs quotes)" : "";
  }
}
