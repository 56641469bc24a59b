package dev.latchkey.runtime.jwks;

/** What a fetch of a key set has to do. */
public sealed interface KeySetLookup {

  /**
   * Return this document instead of fetching.
   *
   * @param stale whether it is past its life and serves because the origin failed
   * @param due whether a refresh in the background should begin
   */
  record Serve(KeySetDocument document, boolean stale, boolean due) implements KeySetLookup {}

  /**
   * Run the origin, and hand the ticket back with what came of it. Others may be waiting for it.
   *
   * @param forced whether a document within its life was passed over, because it lacks a key or is
   *     under suspicion
   */
  record Fetch(KeySetTicket ticket, boolean forced) implements KeySetLookup {}

  /**
   * Run the origin for this call only; nobody waits. The ticket may be handed back like that of a
   * fetch, so that the document serves later calls, or dropped.
   */
  record Bypass(Reason reason, KeySetTicket ticket) implements KeySetLookup {}

  /** Why the cache stayed out. */
  enum Reason {
    /** No token was seen in this operation, so a rotated key could not be noticed. */
    TOKEN_UNKNOWN,
    /** A token says where its key is, and nobody asked this source without one that does. */
    ADDRESS_FROM_TOKEN,
    /** As many sources are known as are allowed, and all are in use. */
    SOURCES_FULL
  }
}
