package dev.latchkey.dashboard.http;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says what a mistyped name may have meant. Stateless. */
final class Suggestion {
  private static final int MAX_DISTANCE = 2;
  private static final int MAX_SHOWN = 40;

  private Suggestion() {}

  /** Returns the sentence about an unknown name; a known one within two typos is suggested. */
  static String forUnknown(String what, String name, Collection<String> known) {
    var shown = name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "...";
    var lower = name.toLowerCase(Locale.ROOT);
    var message = "unknown " + what + " '" + shown + "'; ";
    if (name.length() > MAX_SHOWN) {
      return message + allowed(known);
    }
    return known.stream()
        .filter(candidate -> distance(candidate, lower) <= MAX_DISTANCE)
        .min(Comparator.comparingInt(candidate -> distance(candidate, lower)))
        .map(nearest -> message + "did you mean '" + nearest + "'?")
        .orElseGet(() -> message + allowed(known));
  }

  private static String allowed(Collection<String> known) {
    List<String> sorted = known.stream().sorted().toList();
    return sorted.isEmpty() ? "none is allowed" : "allowed: " + String.join(", ", sorted);
  }

  /** Returns the number of single-letter edits between two words (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
