package dev.latchkey.demo;

import java.util.List;
import java.util.Map;

/** Steps for tests of what is made of them. */
final class Steps {
  private Steps() {}

  static List<Step> threeOfThem() {
    return List.of(
        Step.of(List.of(), load(0, 151.25), auth(120, Map.of()), 800, 801),
        Step.of(List.of("jwks"), load(0, 51.5), auth(24, Map.of("jwks", 0.9975)), 800, 799),
        Step.of(
            List.of("jwks", "jwt"),
            load(2, 50.123456),
            auth(18, Map.of("jwks", 1.0, "jwt", 0.75)),
            801,
            12));
  }

  private static LoadResult load(int errors, double mean) {
    return new LoadResult(400, errors, 20.00004, new Latency(mean, mean - 1, mean + 10, mean + 20));
  }

  private static AuthFigures auth(double mean, Map<String, Double> hitRatio) {
    return new AuthFigures(20, new Latency(mean, mean - 2, mean + 4, mean + 8), hitRatio);
  }
}
