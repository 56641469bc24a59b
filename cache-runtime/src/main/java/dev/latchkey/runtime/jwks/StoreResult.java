package dev.latchkey.runtime.jwks;

import java.util.Set;

/** What became of a fetched document. */
public sealed interface StoreResult {

  /**
   * It was taken in.
   *
   * @param version rises whenever the content of a source changes, and only then; unique among all
   *     sources
   * @param changed whether the content differs from what the source had before
   * @param gone the ids of keys that were in the older content and are not in this one; all of the
   *     older ones when the same ids stand for another content
   */
  record Stored(KeySetDocument document, long version, boolean changed, Set<String> gone)
      implements StoreResult {
    /** Copies the ids. */
    public Stored {
      gone = Set.copyOf(gone);
    }
  }

  /** It was not taken in; the application uses its own answer as it would without a cache. */
  record Refused(Reason reason) implements StoreResult {}

  /** Why a document was refused. */
  enum Reason {
    /** Above 512 KiB. */
    OVERSIZE,
    /** Not a JSON object with keys that each have a type. */
    NOT_A_KEY_SET,
    /** Its response says so, and is taken at its word. */
    NOT_TO_BE_KEPT,
    /** All documents together would be above the bound. */
    NO_ROOM,
    /** The cache was cleared since the fetch began. */
    CLEARED,
    /** A fetch that began later has already been taken in. */
    SUPERSEDED,
    /** The ticket was handed back before, or its source is not kept. */
    TICKET_SPENT
  }
}
