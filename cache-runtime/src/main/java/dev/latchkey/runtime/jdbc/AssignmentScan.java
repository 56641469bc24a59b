package dev.latchkey.runtime.jdbc;

import dev.latchkey.runtime.jdbc.SqlLexer.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that an {@code UPDATE} of one table sets, where its text says so plainly:
 * names, each before an equals sign, with commas between. Of any other text it knows nothing.
 * Confined to one thread.
 */
final class AssignmentScan {
  private final NameSet columns = new NameSet();
  private State state = State.VERB;
  private int depth;
  private long name;

  private enum State {
    VERB,
    TABLE,
    COLUMN,
    SIGN,
    VALUE,
    REST,
    UNKNOWN
  }

  /**
   * Takes the next token in.
   *
   * @param word the token in upper case; empty for one that is no word
   */
  void take(SqlLexer token, String word) {
    state =
        switch (state) {
          case VERB -> word.equals("UPDATE") ? State.TABLE : State.UNKNOWN;
          case TABLE -> table(token, word);
          case COLUMN -> column(token);
          case SIGN -> sign(token);
          case VALUE -> value(token, word);
          case REST -> isWrite(word) ? State.UNKNOWN : State.REST;
          case UNKNOWN -> State.UNKNOWN;
        };
  }

  /** Returns the sorted numbers of the columns, or null when they are not known. */
  long @Nullable [] columns() {
    boolean ended = (state == State.VALUE && depth == 0) || state == State.REST;
    return ended && !columns.overflowed() ? columns.sorted() : null;
  }

  /**
   * Of several tables, or one that a query stands for, it is not followed whose columns are set.
   */
  private static State table(SqlLexer token, String word) {
    if (word.equals("SET")) {
      return State.COLUMN;
    }
    boolean several = token.is(',') || token.is('(');
    return several || word.equals("JOIN") || word.equals("FROM") ? State.UNKNOWN : State.TABLE;
  }

  private State column(SqlLexer token) {
    switch (token.kind()) {
      case WORD -> name = SqlTables.name(token.text(), token.from(), token.to());
      case NAME, NAME_OR_TEXT ->
          name = SqlTables.name(token.text(), token.from() + 1, token.to() - 1);
      default -> {
        return State.UNKNOWN;
      }
    }
    return State.SIGN;
  }

  private State sign(SqlLexer token) {
    if (token.is('.')) {
      return State.COLUMN;
    }
    if (!token.is('=')) {
      return State.UNKNOWN;
    }
    columns.add(name);
    return State.VALUE;
  }

  private State value(SqlLexer token, String word) {
    if (token.kind() == Kind.SYMBOL) {
      depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
      return depth == 0 && token.is(',') ? State.COLUMN : State.VALUE;
    }
    if (isWrite(word)) {
      return State.UNKNOWN;
    }
    return depth == 0 && (word.equals("WHERE") || word.equals("RETURNING"))
        ? State.REST
        : depth == 0 && word.equals("FROM") ? State.UNKNOWN : State.VALUE;
  }

  private static boolean isWrite(String word) {
    return switch (word) {
      case "INSERT", "UPDATE", "DELETE", "MERGE" -> true;
      default -> false;
    };
  }
}
