package dev.latchkey.runtime.redis;

/**
 * Hears what other processes did. Called on threads of the agent's own; must be quick.
 *
 * <p>Between {@link #lost} and {@link #regained} nothing is heard: what is kept in this process is
 * of unknown age. It is to be dropped on both, and kept for 30 seconds at most in between (rules
 * R-7 and SES-15).
 */
public interface SharedListener {
  /** Another process changed something that answers depend on, and says what in these words. */
  void invalidated(SharedKey message);

  /** Another process dropped everything. */
  void flushed();

  /** Messages may be missed from now on. */
  void lost();

  /** Messages are heard again; the first call is when the server is first reached. */
  void regained();

  /**
   * Another process sent a message of another kind.
   *
   * @param topic what the message is about
   */
  default void received(String topic, byte[] message) {}
}
