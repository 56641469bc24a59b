package dev.latchkey.runtime.jdbc;

import dev.latchkey.runtime.jdbc.SqlLexer.Kind;
import dev.latchkey.runtime.jdbc.SqlStatement.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a text can do to the session that it runs in, by its tokens. What it does not know
 * it takes for the worst. Confined to one thread.
 */
final class EffectScan {
  private String verb = "";
  private Effect effect = Effect.NONE;
  private boolean ended;

  // Of the statement at hand.
  private String begun = "";
  private int words;
  private boolean cursor;
  private boolean valuesFollow;

  // Of the token before.
  private Kind last = Kind.END;
  private WordTable.@Nullable Word lastWord;
  private int lastFrom;
  private int lastTo;
  private boolean named;
  private boolean introduced;
  private boolean foreign;
  private boolean inserting;

  private boolean unknownCall;
  private Awaited awaited = Awaited.NOTHING;

  /** What has to come next for a call that sets a setting to be one that a reset takes back. */
  private enum Awaited {
    NOTHING,
    SETTING,
    COMMA
  }

  /** Takes the next token in. */
  void take(SqlLexer token) {
    if (token.is(';')) {
      lastUnless(awaited == Awaited.NOTHING);
      endStatement();
      ended = true;
      return;
    }
    if (ended) {
      raise(Effect.RESETTABLE);
      beginStatement();
    }
    if (awaited != Awaited.NOTHING) {
      setting(token);
    }
    switch (token.kind()) {
      case WORD -> word(token);
      case NAME, NAME_OR_TEXT -> name(token, false);
      case SYMBOL -> symbol(token);
      default -> {
        if (words == 0) {
          raise(Effect.RESETTABLE);
        }
      }
    }
    last = token.kind();
    lastWord = token.known();
    lastFrom = token.from();
    lastTo = token.to();
  }

  /** Returns the first keyword of the text, in upper case. */
  String verb() {
    return verb;
  }

  /** Tells whether what follows is values, whatever it looks like. */
  boolean valuesFollow() {
    return valuesFollow;
  }

  /** Tells whether a function was called of which it is not known that it changes no rows. */
  boolean unknownCall() {
    return unknownCall;
  }

  /** Returns the effect of the whole text. */
  Effect end(SqlLexer token) {
    endStatement();
    if (token.doubtful() || verb.isEmpty() || awaited != Awaited.NOTHING) {
      raise(Effect.LASTING);
    }
    return effect;
  }

  private void beginStatement() {
    ended = false;
    begun = "";
    words = 0;
    cursor = false;
    last = Kind.END;
    named = false;
    introduced = false;
    inserting = false;
  }

  private void endStatement() {
    // Without a cursor it is the beginning of a program.
    if (begun.equals("DECLARE") && !cursor) {
      raise(Effect.LASTING);
    }
  }

  private void raise(Effect least) {
    if (least.compareTo(effect) > 0) {
      effect = least;
    }
  }

  private void word(SqlLexer token) {
    words++;
    if (words == 1) {
      first(token);
    } else {
      later(token);
    }
    boolean intro = token.is(SqlWords.NOT_CALLING);
    name(token, intro);
    inserting = token.is(SqlWords.INSERTING);
  }

  private void first(SqlLexer token) {
    var known = token.known();
    boolean query = token.is(SqlWords.QUERY);
    boolean resettable = token.is(SqlWords.RESETTABLE);
    boolean listed = query || resettable || token.is(SqlWords.LASTING);
    begun = known != null && listed ? known.text() : "";
    if (!query) {
      raise(resettable ? Effect.RESETTABLE : Effect.LASTING);
    }
    if (verb.isEmpty()) {
      verb = begun;
    }
  }

  private void later(SqlLexer token) {
    switch (begun) {
      case "SET" -> {
        if (token.is(SqlWords.LASTING_SETTING)) {
          raise(Effect.LASTING);
          valuesFollow = true;
        }
        valuesFollow |= token.is(SqlWords.TO);
      }
      case "BEGIN" -> lastUnless(token.is(SqlWords.TRANSACTION));
      case "DECLARE" -> cursor |= token.is(SqlWords.CURSOR);
      case "CREATE", "ALTER" -> {
        lastUnless(words > 2 || !token.is(SqlWords.LASTING_OBJECT));
        valuesFollow |= token.is(SqlWords.ACCOUNT);
      }
      case "SELECT", "WITH", "VALUES" -> into(token);
      default -> valuesFollow |= begun.equals("GRANT") && token.is(SqlWords.ACCOUNT);
    }
  }

  // SELECT ... INTO makes a table, sets a variable or writes a file.
  private void into(SqlLexer token) {
    if (token.is(SqlWords.INTO) && !inserting) {
      raise(Effect.RESETTABLE);
    }
  }

  private void lastUnless(boolean fine) {
    if (!fine) {
      raise(Effect.LASTING);
    }
  }

  /**
   * Takes in a word or a name.
   *
   * @param intro whether what follows it is a name that cannot be one of a function
   */
  private void name(SqlLexer token, boolean intro) {
    boolean dotted = last == Kind.SYMBOL && token.text().charAt(lastFrom) == '.';
    if (!dotted) {
      introduced = named;
      foreign = false;
    }
    named = intro;
    if (begun.equals("SET") && token.kind() != Kind.WORD && !valuesFollow) {
      // It may be one of an application's own settings: "app.tenant".
      raise(Effect.LASTING);
    }
  }

  private void symbol(SqlLexer token) {
    if (words == 0 || token.is('{')) {
      raise(Effect.RESETTABLE);
    }
    if (token.is('(')) {
      called(token.text());
    } else if (token.is('.')) {
      foreign = lastWord == null || !lastWord.is(SqlWords.SYSTEM_SCHEMA);
      lastUnless(!begun.equals("SET"));
    } else if (token.is('=') && begun.equals("SET")) {
      valuesFollow = true;
    } else if (token.is(':') && token.text().startsWith(":=", token.from())) {
      raise(Effect.RESETTABLE);
    }
    if (!token.is('.')) {
      named = false;
    }
  }

  /** Judges what stands before a parenthesis. */
  private void called(String text) {
    switch (last) {
      case WORD -> function(lastWord, foreign);
      case NAME, NAME_OR_TEXT -> function(SqlWords.find(text, lastFrom + 1, lastTo - 1), true);
      case LITERAL, PARAMETER -> raise(Effect.RESETTABLE);
      default -> {}
    }
  }

  /**
   * Takes in what stands where a function is told the setting that it sets: one of the server's
   * own, whose names have no prefix, written out and by itself, is taken back by a reset.
   */
  private void setting(SqlLexer token) {
    boolean fine =
        awaited == Awaited.COMMA
            ? token.is(',')
            : token.kind() == Kind.LITERAL && isServersOwn(token.text(), token.from(), token.to());
    lastUnless(fine);
    awaited = fine && awaited == Awaited.SETTING ? Awaited.COMMA : Awaited.NOTHING;
  }

  private static boolean isServersOwn(String text, int from, int to) {
    if (to - from < 3 || text.charAt(from) != '\'' || text.charAt(to - 1) != '\'') {
      return false;
    }
    for (int i = from + 1; i < to - 1; i++) {
      char c = text.charAt(i);
      if (c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) {
        return false;
      }
    }
    WordTable.Word known = SqlWords.find(text, from + 1, to - 1);
    return known == null || !known.is(SqlWords.LASTING_SETTING);
  }

  private void function(WordTable.@Nullable Word word, boolean unknown) {
    if (introduced) {
      return;
    }
    int flags = word == null || unknown ? 0 : word.flags();
    int harmless = SqlWords.SYNTAX | SqlWords.FUNCTION;
    if (word != null && word.is(SqlWords.LASTING_FUNCTION)) {
      raise(Effect.LASTING);
    } else if (word != null && word.is(SqlWords.SETTING_FUNCTION)) {
      raise(Effect.RESETTABLE);
      awaited = Awaited.SETTING;
    } else if ((flags & harmless) == 0) {
      raise(Effect.RESETTABLE);
    }
    unknownCall |= (flags & (harmless | SqlWords.KEEPS_ROWS)) == 0;
  }
}
