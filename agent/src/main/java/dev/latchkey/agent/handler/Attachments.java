package dev.latchkey.agent.handler;

import dev.latchkey.runtime.session.SessionCache;

/** The slots in which handlers leave things for each other during one operation. */
final class Attachments {
  /** The key set that was last served from the cache, a {@code KeySetHandler.Served}. */
  static final int SERVED_KEY_SET = 0;

  /**
   * Set from the check of a signature until the next token is seen: a key set that is fetched in
   * between is for a token that nobody knows yet.
   */
  static final int TOKEN_CHECKED = 1;

  /** Set while a validation runs whose result may be kept: those inside it are left alone. */
  static final int VALIDATION = 2;

  /** What a fetch learns of its response while it runs, a {@link ResponseNote}. */
  static final int RESPONSE = 3;

  /** Set while a token of the operation says itself where its key is (rule K-13). */
  static final int TOKEN_NAMES_ADDRESS = 4;

  /** The statements that the operation ran, an {@code OperationStatements}. */
  static final int STATEMENTS = 5;

  /** What users the operation was served, the last of its {@code Lookup}s. */
  static final int SERVED_USERS = SessionCache.SERVED_SLOT;

  private Attachments() {}
}
