package dev.latchkey.dashboard.live;

/** The way to one client's socket. Called on the feed's thread alone; nothing blocks. */
interface Wire {
  /** Not a problem of the client, and trying again helps. */
  int TRY_AGAIN_LATER = 1013;

  /** The client broke a rule. */
  int POLICY_VIOLATION = 1008;

  /** The credentials no longer hold. */
  int UNAUTHENTICATED = 4401;

  /**
   * Sends a text frame; exactly one of the two is called once, on the feed's thread.
   *
   * @param sent the frame left
   * @param failed the connection is of no more use
   */
  void send(String text, Runnable sent, Runnable failed);

  /** Sends a ping. */
  void ping();

  /** Says goodbye and closes. */
  void close(int code, String reason);

  /** Closes without a word. */
  void drop();
}
