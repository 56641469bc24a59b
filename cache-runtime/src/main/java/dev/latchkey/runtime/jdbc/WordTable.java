package dev.latchkey.runtime.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Words and what they mean, found by a stretch of a text without making a string of it. Upper and
 * lower case of ASCII letters are the same, whatever the locale. Immutable.
 */
final class WordTable<V> {
  private final List<List<Entry<V>>> buckets;
  private final int mask;

  private WordTable(List<Entry<V>> entries) {
    int size = Integer.highestOneBit(Math.max(1, entries.size())) * 4;
    mask = size - 1;
    var filled = new ArrayList<List<Entry<V>>>(size);
    for (int i = 0; i < size; i++) {
      filled.add(new ArrayList<>(1));
    }
    entries.forEach(each -> filled.get(hash(each.word, 0, each.word.length()) & mask).add(each));
    buckets = List.copyOf(filled);
  }

  /**
   * Returns a table.
   *
   * @param meanings each with the words that have it, separated by white space
   */
  @SafeVarargs
  static <V> WordTable<V> of(Meaning<V>... meanings) {
    var entries = new ArrayList<Entry<V>>();
    for (var meaning : meanings) {
      for (var word : meaning.words.trim().split("\\s+")) {
        entries.add(new Entry<>(word, meaning.value));
      }
    }
    return new WordTable<>(entries);
  }

  /** Returns the words that mean this. */
  static <V> Meaning<V> meaning(V value, String words) {
    return new Meaning<>(words, value);
  }

  /** Returns the entry of the word at these places of the text, or null when it is not listed. */
  @Nullable Entry<V> find(String text, int from, int to) {
    var bucket = buckets.get(hash(text, from, to) & mask);
    for (int i = 0; i < bucket.size(); i++) {
      if (same(bucket.get(i).word, text, from, to)) {
        return bucket.get(i);
      }
    }
    return null;
  }

  boolean has(String text, int from, int to) {
    return find(text, from, to) != null;
  }

  private static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + upper(text.charAt(i));
    }
    return hash ^ hash >>> 16;
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

  /** Words in upper case, and what they mean. */
  record Meaning<V>(String words, V value) {}

  /** A word in upper case, and what it means. */
  record Entry<V>(String word, V value) {}
}
