package dev.latchkey.runtime.guard;

import java.util.Locale;

/** What can be said about the treated side of a rollout. */
public enum Verdict {
  /** Nobody is on the control side, so there is nothing to compare with. */
  NO_CONTROL,
  /** Too little was seen to say anything. */
  NOT_ENOUGH_DATA,
  /** Neither harm nor its absence is certain yet. */
  UNDECIDED,
  /** The sides are not split as asked for; whatever else was found may come from that. */
  SPLIT_MISMATCH,
  /** Certainly not slower than the limit allows. */
  SAFE,
  /** Certainly worse, and by more than the limit allows. */
  HARMFUL;

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Returns the name as users read it: lower case, with dashes. */
  public String id() {
    return id;
  }
}
