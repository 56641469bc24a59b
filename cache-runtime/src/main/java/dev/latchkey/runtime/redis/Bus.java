package dev.latchkey.runtime.redis;

/**
 * Sends small messages to the processes that share a namespace. They are encrypted and
 * authenticated, and may be lost. Thread-safe.
 */
@FunctionalInterface
public interface Bus {
  /** The largest message in bytes: what a process says of five plans fits. */
  int MOST_BYTES = 16 * 1024;

  /**
   * Sends a message, in the background; a process does not hear its own.
   *
   * @param topic what it is about
   * @throws IllegalArgumentException when it is larger than {@link #MOST_BYTES}
   */
  void send(String topic, byte[] message);
}
