package dev.latchkey.runtime.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * Cuts a text of SQL into tokens, for databases of which it does not know which one they are.
 * Confined to one thread.
 *
 * <p>Where databases read a text differently, such as a backslash before a quote, it takes one way
 * and says that the rest is {@link #doubtful}.
 */
final class SqlLexer {
  /** What is not looked at any more: the rest of a longer text is doubtful. */
  private static final int LONGEST = 64 * 1024;

  /** What a token is. */
  enum Kind {
    /** A keyword or a name without quotes. */
    WORD,
    /** A name in back quotes. */
    NAME,
    /** Something in double quotes: a name in most databases, a text in some. */
    NAME_OR_TEXT,
    /** A text or a number. */
    LITERAL,
    /** A place for a value: {@code ?} or {@code $1}. */
    PARAMETER,
    /** Any other character. */
    SYMBOL,
    /** There is nothing more. */
    END
  }

  private final String text;
  private final int end;
  private int at;
  private int from;
  private Kind kind = Kind.END;
  private boolean spaced;
  private boolean doubtful;
  private boolean commented;
  private boolean escape;
  private WordTable.@Nullable Word word;

  SqlLexer(String text) {
    this.text = text;
    end = Math.min(text.length(), LONGEST);
    doubtful = text.length() > LONGEST;
  }

  /** Goes to the next token and returns what it is. */
  Kind next() {
    int before = at;
    while (at < end && (blank() || comment())) {
      // Both move on.
    }
    spaced = at > before;
    escape = is(SqlWords.ESCAPE);
    from = at;
    kind = at < end ? read(text.charAt(at)) : Kind.END;
    word = kind == Kind.WORD ? SqlWords.find(text, from, at) : null;
    return kind;
  }

  Kind kind() {
    return kind;
  }

  String text() {
    return text;
  }

  /** Returns where the token begins in the text. */
  int from() {
    return from;
  }

  /** Returns where the token ends in the text. */
  int to() {
    return at;
  }

  /** Tells whether there was white space or a comment before the token. */
  boolean spaced() {
    return spaced;
  }

  /** Tells whether the token is this character. */
  boolean is(char symbol) {
    return kind == Kind.SYMBOL && text.charAt(from) == symbol;
  }

  /** Tells whether the token is a word of this kind, by {@link SqlWords}. */
  boolean is(int flag) {
    return word != null && word.is(flag);
  }

  /** Returns what is known of the word that the token is, or null. */
  WordTable.@Nullable Word known() {
    return word;
  }

  /** Tells whether databases differ in how they read what was read so far. */
  boolean doubtful() {
    return doubtful;
  }

  /** Tells whether a comment was left out so far. */
  boolean commented() {
    return commented;
  }

  private boolean blank() {
    if (text.charAt(at) > ' ') {
      return false;
    }
    at++;
    return true;
  }

  private boolean comment() {
    char c = text.charAt(at);
    if (c == '-' && text.startsWith("--", at)) {
      // MySQL wants white space after the dashes, and takes them for two minus signs without.
      line(at + 2 < end && text.charAt(at + 2) > ' ');
    } else if (c == '/' && text.startsWith("/*", at)) {
      block();
    } else if (c == '#' && !pathOperator()) {
      line(true);
    } else {
      return false;
    }
    commented = true;
    return true;
  }

  /** Skips a comment to the end of its line, or what some databases do not take for one. */
  private void line(boolean ambiguous) {
    int start = at + 1;
    while (at < end && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    boolean oddEnd = at < end && text.charAt(at) == '\r' && !text.startsWith("\r\n", at);
    if (oddEnd || (ambiguous && !plain(start, at))) {
      doubtful = true;
    }
  }

  /** Skips a comment. Some databases nest them, and MySQL runs what is in some. */
  private void block() {
    if (text.startsWith("/*!", at) || text.startsWith("/*M!", at)) {
      doubtful = true;
    }
    int depth = 0;
    while (at < end) {
      if (text.startsWith("/*", at)) {
        doubtful |= depth > 0;
        depth++;
        at += 2;
      } else if (text.startsWith("*/", at)) {
        depth--;
        at += 2;
        if (depth == 0) {
          return;
        }
      } else {
        at++;
      }
    }
    stop();
  }

  /** PostgreSQL's operators on JSON begin like a comment of MySQL. */
  private boolean pathOperator() {
    int next = at + 1;
    if (next >= end || text.charAt(next) != '>') {
      return false;
    }
    while (next < end && (text.charAt(next) == '>' || text.charAt(next) == ' ')) {
      next++;
    }
    return next < end && "'?$".indexOf(text.charAt(next)) >= 0;
  }

  private Kind read(char c) {
    if (startsName(c)) {
      return word();
    }
    if (isDigit(c) || (c == '.' && at + 1 < end && isDigit(text.charAt(at + 1)))) {
      return number();
    }
    return switch (c) {
      case '\'' -> quoted('\'', Kind.LITERAL, false);
      case '"' -> quoted('"', Kind.NAME_OR_TEXT, false);
      case '`' -> quoted('`', Kind.NAME, false);
      case '$' -> dollar();
      case '?' -> one(Kind.PARAMETER);
      default -> one(Kind.SYMBOL);
    };
  }

  private Kind one(Kind single) {
    at++;
    return single;
  }

  private Kind word() {
    while (at < end && (startsName(text.charAt(at)) || isDigit(text.charAt(at)) || dollarAt())) {
      at++;
    }
    if (at >= end || text.charAt(at) != '\'') {
      return Kind.WORD;
    }
    var prefix = SqlWords.find(text, from, at);
    // Oracle's q'[it's]' ends at another place than it seems; MySQL has _utf8'...'.
    boolean known = prefix != null && prefix.is(SqlWords.TEXT_PREFIX);
    doubtful |= !known && text.charAt(from) != '_';
    return quoted('\'', Kind.LITERAL, prefix != null && prefix.is(SqlWords.ESCAPING));
  }

  private boolean dollarAt() {
    return text.charAt(at) == '$';
  }

  private Kind number() {
    while (at < end && (isDigit(text.charAt(at)) || startsName(text.charAt(at)) || dotAt())) {
      boolean exponent = (text.charAt(at) | 0x20) == 'e';
      at++;
      if (exponent && at + 1 < end && signAt() && isDigit(text.charAt(at + 1))) {
        at++;
      }
    }
    return Kind.LITERAL;
  }

  private boolean dotAt() {
    return text.charAt(at) == '.';
  }

  private boolean signAt() {
    return text.charAt(at) == '+' || text.charAt(at) == '-';
  }

  /**
   * Reads to the closing quote; a doubled one is part of it.
   *
   * @param escapes whether a backslash takes the quote behind it in for certain
   */
  private Kind quoted(char quote, Kind found, boolean escapes) {
    at++;
    while (at < end) {
      char c = text.charAt(at++);
      if (c == quote) {
        if (at >= end || text.charAt(at) != quote) {
          return found;
        }
        at++;
      } else if (c == '\\' && quote != '`' && at < end) {
        if (text.charAt(at) != quote || escapes) {
          at++;
        } else if (escape && at == from + 2) {
          // ESCAPE '\': with any other reading the statement is refused.
          at++;
          return found;
        } else {
          break;
        }
      }
    }
    stop();
    return found;
  }

  /** Reads {@code $1}, a text between two like {@code $tag$}, or a name. */
  private Kind dollar() {
    at++;
    if (at < end && isDigit(text.charAt(at))) {
      while (at < end && isDigit(text.charAt(at))) {
        at++;
      }
      return Kind.PARAMETER;
    }
    while (at < end && (startsName(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    if (at >= end || text.charAt(at) != '$') {
      return Kind.WORD;
    }
    at++;
    int body = at;
    int close = text.indexOf(text.substring(from, at), at);
    if (close < 0 || close >= end) {
      stop();
    } else {
      // It is a name for MySQL, and what follows is not in quotes.
      doubtful |= !plain(body, close);
      at = close + (body - from);
    }
    return Kind.LITERAL;
  }

  /** Gives the rest up: where this token ends is anyone's guess. */
  private void stop() {
    doubtful = true;
    at = end;
  }

  /** Tells whether these places hold nothing that could be more than words. */
  private boolean plain(int start, int stop) {
    for (int i = start; i < stop; i++) {
      char c = text.charAt(i);
      if (!startsName(c) && !isDigit(c) && " .,:=-\t\r\n".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c > 127;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
