package dev.latchkey.runtime.discovery;

import java.util.List;

/**
 * What a scan has found. Immutable.
 *
 * @param proposals the largest share first
 * @param keepAway methods on the way whose answers must not be kept
 * @param notes what else there is to know, in sentences
 */
public record Findings(List<Proposal> proposals, List<KeepAway> keepAway, List<String> notes) {
  /** Nothing was looked for. */
  public static final Findings NONE = new Findings(List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Findings {
    proposals = List.copyOf(proposals);
    keepAway = List.copyOf(keepAway);
    notes = List.copyOf(notes);
  }

  /**
   * A method whose answers must not be kept. Immutable.
   *
   * @param method with its class
   * @param reason a sentence
   */
  public record KeepAway(String method, String reason) {}
}
