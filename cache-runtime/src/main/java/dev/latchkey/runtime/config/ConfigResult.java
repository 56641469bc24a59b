package dev.latchkey.runtime.config;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading a file: a configuration, or everything that is wrong with it. Immutable.
 *
 * @param config present exactly when there is no problem
 * @param problems in the order of the file
 */
public record ConfigResult(Optional<LatchkeyConfig> config, List<Problem> problems) {

  /** Copies the list and checks that there is one of the two. */
  public ConfigResult {
    problems = List.copyOf(problems);
    if (config.isPresent() != problems.isEmpty()) {
      throw new IllegalArgumentException("a result is a configuration or a list of problems");
    }
  }
}
