package dev.latchkey.runtime.discovery;

import dev.latchkey.runtime.operation.Layer;
import java.util.List;

/**
 * A method of the application that is worth a target. Immutable.
 *
 * @param name what the target could be called
 * @param method with its parameter types, as users write it
 * @param calls while it was watched
 * @param meanMillis with all that ran inside
 * @param share of the authentications that it is a part of, or of all that was watched where it is
 *     a part of none, without what other proposals took inside; 0 to 1, {@code NaN} when nothing
 *     was watched long enough
 * @param waitedShare part of the method's own time that was spent behind a thread that connected or
 *     fetched; 0 to 1
 * @param evidence what was seen, in sentences; no value of the application is in it
 * @param risks what to look at before answers are kept
 * @param yaml a target that is timed and nothing else
 * @param keeping the same as it would have to be for its phase to keep answers; empty when that
 *     cannot be said
 */
public record Proposal(
    String name,
    Layer layer,
    String className,
    String method,
    long calls,
    double meanMillis,
    double share,
    double waitedShare,
    Confidence confidence,
    List<String> evidence,
    List<String> risks,
    String yaml,
    String keeping) {

  /** How sure it is. */
  public enum Confidence {
    /** What was seen can hardly mean anything else. */
    HIGH,
    /** A name, or a shape, speaks for it. */
    MEDIUM,
    /** It may be. */
    LOW
  }

  /** Copies the lists. */
  public Proposal {
    evidence = List.copyOf(evidence);
    risks = List.copyOf(risks);
  }
}
