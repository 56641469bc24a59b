package dev.latchkey.runtime.jdbc;

import dev.latchkey.runtime.jdbc.SqlLexer.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that an {@code UPDATE} or {@code DELETE} of one table touches, where its text says
 * so in the plainest way (safety rule SES-13): a condition that comes first, a column that equals a
 * parameter or a whole number. Further plain ones may follow by {@code AND}, as those of optimistic
 * locks do: they leave some of these rows out and bring none in. Of any other text it knows
 * nothing, so it lists what it takes and not what it refuses. Confined to one thread.
 */
final class RowScan {
  private static final int MOST_DIGITS = 18;

  /** What may stand in a value that is set, or between values that are returned. */
  private static final String SYMBOLS = "(),=+-*/|<>.";

  /** What compares a column with a value, alone or two of them together. */
  private static final String COMPARISONS = "=<>";

  /** Words that are a value, for a column that is compared with {@code =} or {@code IS}. */
  private static final Set<String> CONSTANTS = Set.of("NULL", "TRUE", "FALSE");

  /** Words of a value that lead to other rows, or to another statement. */
  private static final Set<String> REFUSED =
      Set.of(
          ("SELECT FROM WITH INSERT UPDATE DELETE MERGE INTO USING JOIN TABLE VALUES SET WHERE"
                  + " RETURNING ORDER LIMIT UNION ON OUTPUT CURRENT")
              .split(" ", -1));

  private State state = State.VERB;
  private boolean updates;
  private int depth;
  private int signs;
  private int parameters;
  private Kind last = Kind.END;

  private long schema;
  private long table;
  private long column;
  private int parameter;
  private long value;

  private enum State {
    VERB,
    FROM,
    TABLE,
    AFTER_TABLE,
    SCHEMAS_TABLE,
    AFTER_SCHEMAS_TABLE,
    VALUES,
    COLUMN,
    SIGN,
    VALUE,
    END,
    FURTHER_COLUMN,
    FURTHER_SIGN,
    FURTHER_VALUE,
    FURTHER_CONSTANT,
    RETURNED,
    UNKNOWN
  }

  /**
   * Takes the next token in.
   *
   * @param word the token in upper case; empty for one that is no word
   */
  void take(SqlLexer token, String word) {
    if (state == State.UNKNOWN) {
      return;
    }
    state = isOdd(token) ? State.UNKNOWN : next(token, word);
    last = token.kind();
  }

  /** Names in quotes may be others than they seem, and what is no plain place for a value too. */
  private boolean isOdd(SqlLexer token) {
    if (token.kind() == Kind.PARAMETER) {
      parameters++;
      // Drivers differ in what they count: "??" is one operator, "?1" and "$1" are numbered.
      return last == Kind.PARAMETER || token.text().charAt(token.from()) != '?';
    }
    boolean attached = last == Kind.PARAMETER && !token.spaced() && token.kind() != Kind.SYMBOL;
    boolean applied = last == Kind.PARAMETER && token.kind() == Kind.LITERAL;
    return attached
        || applied
        || token.kind() == Kind.NAME
        || token.kind() == Kind.NAME_OR_TEXT
        || (token.kind() == Kind.SYMBOL && SYMBOLS.indexOf(token.text().charAt(token.from())) < 0);
  }

  private State next(SqlLexer token, String word) {
    return switch (state) {
      case VERB -> verb(word);
      case FROM -> word.equals("FROM") ? State.TABLE : State.UNKNOWN;
      case TABLE -> {
        table = name(token);
        yield named(table, State.AFTER_TABLE);
      }
      case AFTER_TABLE -> token.is('.') ? State.SCHEMAS_TABLE : afterTable(word);
      case SCHEMAS_TABLE -> schemasTable(token);
      case AFTER_SCHEMAS_TABLE -> afterTable(word);
      case VALUES -> values(token, word);
      case COLUMN -> {
        column = name(token);
        yield named(column, State.SIGN);
      }
      case SIGN -> token.is('=') ? State.VALUE : State.UNKNOWN;
      case VALUE -> value(token);
      case END -> end(word);
      case FURTHER_COLUMN -> named(name(token), State.FURTHER_SIGN);
      case FURTHER_SIGN -> furtherSign(token, word);
      case FURTHER_VALUE -> furtherValue(token, word);
      case FURTHER_CONSTANT -> furtherConstant(word);
      case RETURNED -> returned(token, word);
      case UNKNOWN -> State.UNKNOWN;
    };
  }

  private State verb(String word) {
    updates = word.equals("UPDATE");
    return updates ? State.TABLE : word.equals("DELETE") ? State.FROM : State.UNKNOWN;
  }

  private static State named(long number, State then) {
    return number == 0 ? State.UNKNOWN : then;
  }

  /** Returns the number of a name without quotes; 0 when it is none. */
  private static long name(SqlLexer token) {
    return token.kind() == Kind.WORD ? SqlTables.name(token.text(), token.from(), token.to()) : 0;
  }

  private State schemasTable(SqlLexer token) {
    schema = table;
    table = name(token);
    return named(table, State.AFTER_SCHEMAS_TABLE);
  }

  private State afterTable(String word) {
    return word.equals(updates ? "SET" : "WHERE")
        ? updates ? State.VALUES : State.COLUMN
        : State.UNKNOWN;
  }

  private State values(SqlLexer token, String word) {
    depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
    if (depth == 0 && word.equals("WHERE")) {
      return State.COLUMN;
    }
    return depth < 0 || REFUSED.contains(word) ? State.UNKNOWN : State.VALUES;
  }

  private State value(SqlLexer token) {
    if (token.kind() == Kind.PARAMETER) {
      parameter = parameters;
      return State.END;
    }
    return token.kind() == Kind.LITERAL && isWhole(token) ? State.END : State.UNKNOWN;
  }

  private static State end(String word) {
    return switch (word) {
      case "AND" -> State.FURTHER_COLUMN;
      case "RETURNING" -> State.RETURNED;
      default -> State.UNKNOWN;
    };
  }

  /** What the word before is if it is no column, such as {@code NOT}, is not followed by these. */
  private State furtherSign(SqlLexer token, String word) {
    signs = 1;
    return isComparison(token)
        ? State.FURTHER_VALUE
        : word.equals("IS") ? State.FURTHER_CONSTANT : State.UNKNOWN;
  }

  private State furtherValue(SqlLexer token, String word) {
    if (isComparison(token) && last == Kind.SYMBOL && signs == 1) {
      signs++;
      return State.FURTHER_VALUE;
    }
    boolean value = token.kind() == Kind.PARAMETER || isPlain(token);
    return value || CONSTANTS.contains(word) ? State.END : State.UNKNOWN;
  }

  /** A number may have a word attached, which some databases take for one of its own. */
  private static boolean isPlain(SqlLexer token) {
    return token.kind() == Kind.LITERAL
        && (token.text().charAt(token.from()) == '\'' || hasDigitsAlone(token));
  }

  private static State furtherConstant(String word) {
    return word.equals("NOT")
        ? State.FURTHER_CONSTANT
        : CONSTANTS.contains(word) ? State.END : State.UNKNOWN;
  }

  private static boolean isComparison(SqlLexer token) {
    return token.kind() == Kind.SYMBOL
        && COMPARISONS.indexOf(token.text().charAt(token.from())) >= 0;
  }

  private boolean isWhole(SqlLexer token) {
    if (token.to() - token.from() > MOST_DIGITS || !hasDigitsAlone(token)) {
      return false;
    }
    value = Long.parseLong(token.text(), token.from(), token.to(), 10);
    return true;
  }

  private static boolean hasDigitsAlone(SqlLexer token) {
    for (int i = token.from(); i < token.to(); i++) {
      char digit = token.text().charAt(i);
      if (digit < '0' || digit > '9') {
        return false;
      }
    }
    return true;
  }

  private static State returned(SqlLexer token, String word) {
    boolean plain = token.kind() == Kind.WORD || token.is(',') || token.is('*');
    return plain && !REFUSED.contains(word) ? State.RETURNED : State.UNKNOWN;
  }

  /**
   * Returns what was found when the text is over, or null.
   *
   * @param assigned the columns that an update sets; null when they are not known
   */
  @Nullable SqlRow row(SqlLexer token, long @Nullable [] assigned) {
    boolean whole = state == State.END || state == State.RETURNED;
    if (!whole || token.doubtful() || token.commented() || setsColumn(assigned)) {
      return null;
    }
    return new SqlRow(schema, table, column, parameter, value);
  }

  /** A row whose column is set is another one afterwards, and touches who asks for that one. */
  private boolean setsColumn(long @Nullable [] assigned) {
    if (!updates) {
      return false;
    }
    if (assigned == null) {
      return true;
    }
    for (long each : assigned) {
      if (each == column) {
        return true;
      }
    }
    return false;
  }
}
