package dev.latchkey.runtime.gate;

import dev.latchkey.runtime.rollout.Phase;
import java.util.List;

/** The criteria of a phase, as they stand at a moment. Immutable. */
public record Gate(Phase phase, List<Criterion> criteria) {
  /** Copies the list. */
  public Gate {
    criteria = List.copyOf(criteria);
  }

  /** Returns fail when one criterion fails, pass when all pass, and otherwise neither. */
  public GateVerdict verdict() {
    if (has(GateVerdict.FAIL)) {
      return GateVerdict.FAIL;
    }
    return has(GateVerdict.NOT_ENOUGH_DATA) ? GateVerdict.NOT_ENOUGH_DATA : GateVerdict.PASS;
  }

  private boolean has(GateVerdict verdict) {
    return criteria.stream().anyMatch(criterion -> criterion.verdict() == verdict);
  }
}
