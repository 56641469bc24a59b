package dev.latchkey.runtime.shadow;

import java.time.Instant;
import java.util.List;

/**
 * What comparisons of one phase have shown since the agent started. Immutable.
 *
 * @param equal answers that were what was kept
 * @param mismatches the others by cause; causes without any are left out
 */
public record ShadowFigures(long equal, List<Cause> mismatches) {
  /** Copies the list. */
  public ShadowFigures {
    mismatches = List.copyOf(mismatches);
  }

  /** Returns how many answers were compared. */
  public long compared() {
    return equal + mismatches.stream().mapToLong(Cause::count).sum();
  }

  /**
   * One cause.
   *
   * @param lastAt when it was last seen
   * @param lastTarget the target where that was
   */
  public record Cause(Mismatch cause, long count, Instant lastAt, String lastTarget) {}
}
