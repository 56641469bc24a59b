package dev.latchkey.runtime.jdbc;

import dev.latchkey.runtime.jdbc.SqlLexer.Kind;
import dev.latchkey.runtime.jdbc.SqlTables.RowChange;
import java.util.Set;

/**
 * Finds the tables of a text by its tokens (safety rules SES-9 and SES-10). For reading every name
 * counts; for writing, all names where the verb has its tables. What it does not know it takes for
 * a write of anything. Confined to one thread.
 */
final class TableScan {
  /** Begin texts that change no row of a table, by themselves. */
  private static final Set<String> HARMLESS =
      Set.of(
          "SELECT WITH VALUES SHOW DESC DESCRIBE BEGIN START COMMIT END ROLLBACK ABORT SAVEPOINT"
              .split(" ", -1));

  private static final Set<String> OF_SESSION =
      Set.of(
          "SET USE RESET DISCARD DEALLOCATE CLOSE LISTEN UNLISTEN NOTIFY ANALYZE VACUUM RELEASE"
              .split(" ", -1));

  private static final Set<String> WRITING =
      Set.of("INSERT UPDATE DELETE MERGE TRUNCATE REPLACE".split(" ", -1));

  /** Settings by which a session sees other rows under the same names. */
  private static final Set<String> SCOPES =
      Set.of(
          "SEARCH_PATH ROLE AUTHORIZATION SCHEMA CATALOG CURRENT_SCHEMA CONTAINER SQLID"
              .split(" ", -1));

  /** What can be altered, as a migration does at a start, with the session being as before. */
  private static final Set<String> UNSCOPED =
      Set.of("TABLE INDEX SEQUENCE VIEW MATERIALIZED TYPE".split(" ", -1));

  /** What stands between a verb and its tables, and is none. */
  private static final Set<String> BESIDE_TABLES =
      Set.of("INTO FROM ONLY TABLE AS JOIN INSERT UPDATE DELETE MERGE".split(" ", -1));

  private final NameSet mentioned = new NameSet();
  private final NameSet written = new NameSet();
  private final AssignmentScan assignments = new AssignmentScan();
  private final RowScan rows = new RowScan();

  private String verb = "";
  private String writing = "";
  private RowChange change = RowChange.ADDED;
  private boolean gathers;
  private boolean anything;
  private boolean locks;
  private boolean scope;
  private boolean ended;
  private boolean alters;

  // Of the token before.
  private String lastWord = "";
  private boolean lastDot;

  /** Takes the next token in. */
  void take(SqlLexer token) {
    if (ended) {
      // Of several statements it is not followed which of them ends a transaction of the others.
      anything = true;
      ended = false;
      verb = "";
    }
    String word = "";
    switch (token.kind()) {
      case WORD -> {
        word = upper(token.text(), token.from(), token.to());
        word(word);
        name(token.text(), token.from(), token.to(), word);
      }
      case NAME, NAME_OR_TEXT -> name(token.text(), token.from() + 1, token.to() - 1, "");
      case SYMBOL -> symbol(token);
      default -> anything |= verb.isEmpty() && token.kind() != Kind.PARAMETER;
    }
    assignments.take(token, word);
    rows.take(token, word);
    lastWord = word;
    lastDot = token.is('.');
  }

  /**
   * Returns what was found.
   *
   * @param called whether a function is called that is not known to write nothing
   */
  SqlTables end(SqlLexer token, boolean called) {
    boolean lost = !writing.isEmpty() && written.isEmpty();
    boolean unknown = verb.isEmpty() || token.doubtful() || mentioned.overflowed();
    boolean writesAnything = anything || called || lost || unknown;
    long[] assigned = assignments.columns();
    return new SqlTables(
        mentioned.sorted(),
        written.sorted(),
        assigned,
        writesAnything ? null : rows.row(token, assigned),
        writesAnything ? RowChange.ANY : change,
        writesAnything,
        locks,
        scope || alters);
  }

  private void word(String word) {
    if (verb.isEmpty()) {
      verb = word;
      first(word);
      return;
    }
    if (alters) {
      alters = false;
      scope |= !UNSCOPED.contains(word);
    }
    switch (word) {
      case "INSERT", "DELETE", "MERGE", "UPDATE" -> further(word);
      case "SHARE" -> locks |= lastWord.equals("FOR") || lastWord.equals("IN") || keyLock();
      case "UPDLOCK", "XLOCK" -> locks = true;
      case "SET_CONFIG" -> scope = true;
      case "PREPARED", "CASCADE" -> anything = true;
      // SELECT ... INTO makes a table.
      case "INTO" -> anything |= writing.isEmpty();
      case "FROM", "JOIN" -> gathers |= writing.equals("UPDATE") || writing.equals("DELETE");
      case "USING" -> gathers &= writing.equals("DELETE");
      case "SET", "VALUES", "SELECT", "WHERE", "RETURNING" -> gathers = false;
      default -> scope |= verb.equals("SET") && SCOPES.contains(word);
    }
  }

  private void first(String word) {
    if (WRITING.contains(word)) {
      write(word);
    } else if (!HARMLESS.contains(word)) {
      anything |= !OF_SESSION.contains(word);
      scope |= word.equals("USE");
      alters = word.equals("ALTER");
    }
  }

  /** A verb inside a text: it locks, or belongs to one whose tables are known, or has its own. */
  private void further(String word) {
    if (word.equals("UPDATE") && (lastWord.equals("FOR") || keyLock())) {
      locks = true;
      return;
    }
    boolean known = Set.of("DO", "THEN", "KEY", "ON").contains(lastWord) && !writing.isEmpty();
    if (!known && !lastDot) {
      write(word);
    }
    changes(word);
  }

  private boolean keyLock() {
    return lastWord.equals("KEY") && writing.isEmpty();
  }

  private void write(String word) {
    writing = word;
    gathers = true;
    changes(word);
  }

  /** Whatever a verb belongs to: that of an upsert, and of a branch of a merge, counts too. */
  private void changes(String word) {
    RowChange more =
        switch (word) {
          case "INSERT" -> RowChange.ADDED;
          case "UPDATE" -> RowChange.UPDATED;
          default -> RowChange.ANY;
        };
    change = more.compareTo(change) > 0 ? more : change;
  }

  private void name(String text, int from, int to, String word) {
    long number = SqlTables.name(text, from, to);
    mentioned.add(number);
    if (gathers && !BESIDE_TABLES.contains(word) && !word.equals(writing)) {
      written.add(number);
    }
  }

  private void symbol(SqlLexer token) {
    if (token.is('(')) {
      opened();
    } else if (token.is(';')) {
      ended = true;
    } else if (token.is('{')) {
      anything |= verb.isEmpty();
    } else if (token.is('@') || token.is('.')) {
      scope |= verb.equals("SET");
    }
  }

  private void opened() {
    if (gathers && writing.equals(lastWord)) {
      // A function of the verb's name: insert(a, 1, 2, b).
      writing = written.isEmpty() ? "" : writing;
      gathers = false;
    } else if (writing.equals("INSERT") || writing.equals("REPLACE")) {
      gathers = false; // what follows are columns
    }
  }

  private static String upper(String text, int from, int to) {
    char[] upper = new char[to - from];
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      upper[i - from] = c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c;
    }
    return new String(upper);
  }
}
