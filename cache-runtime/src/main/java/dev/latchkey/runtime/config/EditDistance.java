package dev.latchkey.runtime.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that a user most likely meant. Stateless. */
public final class EditDistance {
  /** Longer texts are not slips of a key; comparing them would only cost time. */
  private static final int MAX_LENGTH = 40;

  private EditDistance() {}

  /** Returns the candidate that is nearest, when it is near enough to be a slip; case is one. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    if (word.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String best = "";
    int bestDistance = 2 + word.length() / 4;
    for (String candidate : candidates) {
      int distance = between(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance && distance < Math.max(word.length(), candidate.length())) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** Counts insertions, deletions, replacements and swaps of neighbours (optimal alignment). */
  static int between(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] cost) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
