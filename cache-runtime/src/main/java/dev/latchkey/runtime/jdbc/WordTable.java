package dev.latchkey.runtime.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Words and what they are, found by a stretch of a text without making a string of it. Upper and
 * lower case of ASCII letters are the same, whatever the locale. Immutable.
 */
final class WordTable {
  private final @Nullable Word[] slots;

  /**
   * Makes a table.
   *
   * @param kinds words in upper case, separated by white space, and the flag that each of them has
   */
  WordTable(Map<Integer, String> kinds) {
    var flags = new LinkedHashMap<String, Integer>();
    kinds.forEach(
        (flag, words) -> {
          for (var word : words.trim().split("\\s+", -1)) {
            flags.merge(word, flag, (one, other) -> one | other);
          }
        });
    slots = new Word[Integer.highestOneBit(flags.size()) * 4];
    flags.forEach((word, all) -> slots[free(word)] = new Word(word, all));
  }

  private int free(String word) {
    int slot = hash(word, 0, word.length());
    while (slots[slot & (slots.length - 1)] != null) {
      slot++;
    }
    return slot & (slots.length - 1);
  }

  /** Returns the word at these places of the text, or null when it is not listed. */
  @Nullable Word find(String text, int from, int to) {
    int slot = hash(text, from, to);
    while (true) {
      var word = slots[slot & (slots.length - 1)];
      if (word == null || same(word.text, text, from, to)) {
        return word;
      }
      slot++;
    }
  }

  private static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + upper(text.charAt(i));
    }
    return hash ^ (hash >>> 16);
  }

  private static boolean same(String word, String text, int from, int to) {
    if (word.length() != to - from) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (upper(text.charAt(from + i)) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  // Not Character.toUpperCase: that takes a dotless i for an I, and databases do not.
  private static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c;
  }

  /** A word in upper case, and the flags of what it is. */
  record Word(String text, int flags) {
    boolean is(int flag) {
      return (flags & flag) != 0;
    }
  }
}
