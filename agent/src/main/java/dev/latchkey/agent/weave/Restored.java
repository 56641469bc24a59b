package dev.latchkey.agent.weave;

import java.util.List;

/**
 * What came of taking everything out again. Immutable.
 *
 * @param classes loaded classes that run their own bytecode again
 * @param failed names of those that still have a call of ours in them; such a call does nothing
 */
public record Restored(int classes, List<String> failed) {

  /** Copies the list. */
  public Restored {
    failed = List.copyOf(failed);
  }
}
