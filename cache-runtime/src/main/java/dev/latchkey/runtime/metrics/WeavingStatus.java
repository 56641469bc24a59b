package dev.latchkey.runtime.metrics;

import java.util.List;

/**
 * Where the weaving of one target stands. Immutable.
 *
 * @param state what came of it so far
 * @param reason why nothing is woven, or what is to be said of what is woven, such as why it is
 *     only timed; empty when there is nothing to explain
 * @param woven the methods woven
 */
public record WeavingStatus(State state, String reason, List<WovenMethod> woven) {

  /** Copies the list. */
  public WeavingStatus {
    woven = List.copyOf(woven);
  }

  /** The states of a target. */
  public enum State {
    /** No class of that name was loaded yet. */
    WAITING,
    /** At least one method is woven. */
    WOVEN,
    /** The class is there, and no method of it matches. */
    UNMATCHED,
    /** Weaving failed or was refused. */
    REFUSED,
    /** The site failed too often and switched itself off. */
    SWITCHED_OFF
  }
}
