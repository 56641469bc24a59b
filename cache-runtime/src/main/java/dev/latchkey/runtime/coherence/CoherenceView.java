package dev.latchkey.runtime.coherence;

import java.util.List;

/**
 * What phase 5 does now. Immutable.
 *
 * @param on whether what falls in one layer falls in the others
 * @param lives of what is kept, by target
 */
public record CoherenceView(boolean on, CoherenceFigures figures, List<Life> lives) {
  /** Copies the list. */
  public CoherenceView {
    lives = List.copyOf(lives);
  }

  /**
   * How long the answers of a target live.
   *
   * @param configuredSeconds the most
   * @param seconds what holds for answers that are kept now
   */
  public record Life(String target, double configuredSeconds, double seconds) {}
}
