package dev.latchkey.demo;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What keeping users is held to, and what came of it with phases 1 to 4 on. Immutable.
 *
 * @param step the phases that were on
 * @param fewerRatio how many of the queries for users and roles a request was spared, 0 to 1
 * @param hitRatio how many lookups were answered from memory, 0 to 1
 */
record SessionGoals(String step, double fewerRatio, double hitRatio) {
  private static final double FEWER = 0.8;
  private static final double HITS = 0.85;

  /** Returns it where such a step was measured, and the service asked for users without phases. */
  static Optional<SessionGoals> of(List<Step> steps) {
    var without = steps.isEmpty() ? 0 : steps.get(0).queriesPerRequest();
    return steps.stream()
        .filter(step -> step.phases().equals(List.of("jwks", "jwt", "session", "pool")))
        .filter(step -> without > 0)
        .map(
            step ->
                new SessionGoals(
                    step.name(),
                    1 - step.queriesPerRequest() / without,
                    step.hitRatio().getOrDefault("session", 0.0)))
        .findFirst();
  }

  boolean areMet() {
    return fewerRatio > FEWER && hitRatio > HITS;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "With %s a request sent %.1f %% fewer queries for users (goal: more than %.0f %%), and"
            + " %.1f %% of the lookups came from memory (goal: more than %.0f %%).",
        step,
        100 * fewerRatio,
        100 * FEWER,
        100 * hitRatio,
        100 * HITS);
  }
}
