package dev.latchkey.runtime.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Users with a token each, of whom some come more often than others, and some with bad tokens.
 * Confined to the thread of the load; the same seed gives the same order.
 */
public final class Population implements RequestSource {
  /** The shares of guard.md's error scenario. */
  static final Map<TokenKind, Double> ERROR_MIX =
      Map.of(
          TokenKind.EXPIRED, 0.10,
          TokenKind.TAMPERED, 0.05,
          TokenKind.UNKNOWN_KEY, 0.05,
          TokenKind.WRONG_AUDIENCE, 0.05);

  private final Supplier<Map<TokenKind, List<Request>>> requests;
  private final Reuse reuse;
  private final double[] upTo;
  private final Map<TokenKind, Double> mix;
  private final SplittableRandom random;
  private long turn;

  /**
   * Makes a population.
   *
   * @param requests by kind, none of the lists empty; may be others from one call to the next, when
   *     tokens are renewed
   * @param mix shares of bad tokens; kinds without requests are left out
   */
  public Population(
      Supplier<Map<TokenKind, List<Request>>> requests,
      Reuse reuse,
      int users,
      Map<TokenKind, Double> mix,
      long seed) {
    this.requests = requests;
    this.reuse = reuse;
    this.upTo = reuse == Reuse.ZIPF ? zipf(users) : new double[users];
    this.mix = new EnumMap<>(TokenKind.class);
    mix.forEach(
        (kind, share) -> {
          if (requests.get().containsKey(kind)) {
            this.mix.put(kind, share);
          }
        });
    this.random = new SplittableRandom(seed);
  }

  private static double[] zipf(int users) {
    double[] sums = new double[users];
    double sum = 0;
    for (int i = 0; i < users; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
    for (int i = 0; i < users; i++) {
      sums[i] /= sum;
    }
    return sums;
  }

  @Override
  public Request next() {
    Map<TokenKind, List<Request>> known = requests.get();
    List<Request> of = known.getOrDefault(kind(), List.of());
    List<Request> chosen = of.isEmpty() ? known.getOrDefault(TokenKind.GOOD, List.of()) : of;
    return chosen.get(user() % chosen.size());
  }

  private TokenKind kind() {
    if (mix.isEmpty()) {
      return TokenKind.GOOD;
    }
    double drawn = random.nextDouble();
    for (Map.Entry<TokenKind, Double> each : mix.entrySet()) {
      drawn -= each.getValue();
      if (drawn < 0) {
        return each.getKey();
      }
    }
    return TokenKind.GOOD;
  }

  private int user() {
    return switch (reuse) {
      case ONCE -> (int) (turn++ % upTo.length);
      case UNIFORM -> random.nextInt(upTo.length);
      case ZIPF -> {
        int found = Arrays.binarySearch(upTo, random.nextDouble());
        yield Math.min(upTo.length - 1, found < 0 ? -found - 1 : found + 1);
      }
    };
  }
}
