package dev.latchkey.runtime.config;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading one target: the target, or everything that is wrong with it. Immutable.
 *
 * @param target present exactly when there is no problem
 * @param problems in the order of the text
 */
public record TargetResult(Optional<TargetConfig> target, List<Problem> problems) {

  /** Copies the list and checks that there is one of the two. */
  public TargetResult {
    problems = List.copyOf(problems);
    if (target.isPresent() != problems.isEmpty()) {
      throw new IllegalArgumentException("a result is a target or a list of problems");
    }
  }
}
