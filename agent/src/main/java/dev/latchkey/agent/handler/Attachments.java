package dev.latchkey.agent.handler;

/** The slots in which handlers leave things for each other during one operation. */
final class Attachments {
  /** The key set that was last served from the cache, a {@code KeySetHandler.Served}. */
  static final int SERVED_KEY_SET = 0;

  private Attachments() {}
}
